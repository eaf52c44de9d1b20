package plaza.release.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.Property;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.shacl.ShaclValidator;
import org.apache.jena.shacl.Shapes;
import org.apache.jena.shacl.ValidationReport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import plaza.contract.Licence;
import plaza.contract.Licences;
import plaza.contract.Tier;
import plaza.release.Edition;

class DocumentsTest {
  private static final Path SHAPES =
      Path.of("").toAbsolutePath().resolve("../../shared/standards/dcat-ap-3.0.1").normalize();
  private static final String HERE = "https://market.example/data/";

  @TempDir Path folder = Path.of("");

  private Editions editions = new Editions(folder);

  private static final Licences LICENCES =
      new Licences(
          Map.of(
              "CC-BY-SA-4.0", new Licence("CC-BY-SA-4.0", true, true, false, true),
              "CC0-1.0", new Licence("CC0-1.0", false, false, false, true)));

  @BeforeEach
  void contracts_lie_elsewhere() throws IOException {
    editions = new Editions(Files.createDirectory(folder.resolve("contracts")));
  }

  private Path write(Edition edition) throws IOException {
    Path out = Files.createTempDirectory(folder, "edition");
    new Documents(URI.create("https://market.example/data"), List.of(editions.lyonesse()), LICENCES)
        .write(edition, out);
    return out;
  }

  private List<Edition> all() throws IOException {
    return List.of(
        editions.rides(Tier.OPEN),
        editions.rides(Tier.REGISTERED),
        editions.rides(Tier.SUBSCRIBER),
        editions.counts());
  }

  private JsonNode json(Path out, String name) throws IOException {
    return new ObjectMapper().readTree(out.resolve(name).toFile());
  }

  private static JsonNode contract(Path out) throws IOException {
    Object yaml =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(out.resolve("contract.yaml")));
    return new ObjectMapper().valueToTree(yaml);
  }

  private static Model graph(Path out, String name) {
    return RDFDataMgr.loadModel(out.resolve(name).toUri().toString());
  }

  private static List<String> ask(Model graph, String where) {
    List<String> answers = new ArrayList<>();
    String query =
        """
        PREFIX dcat: <http://www.w3.org/ns/dcat#>
        PREFIX dct: <http://purl.org/dc/terms/>
        PREFIX odrl: <http://www.w3.org/ns/odrl/2/>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX spdx: <http://spdx.org/rdf/terms#>
        SELECT ?it WHERE { %s } ORDER BY ?it
        """
            .formatted(where);
    try (QueryExecution execution = QueryExecution.model(graph).query(query).build()) {
      execution
          .execSelect()
          .forEachRemaining(row ->
              answers.add(
                  row.get("it").isLiteral()
                      ? row.getLiteral("it").getLexicalForm()
                      : row.getResource("it").getURI()));
    }
    return answers;
  }

  @Test
  void six_documents_lie_in_the_folder_and_are_told() throws IOException {
    Path out = Files.createTempDirectory(folder, "edition");
    Documents documents = new Documents(URI.create(HERE), List.of(), LICENCES);
    assertThat(documents.write(editions.counts(), out))
        .extracting(path -> out.relativize(path).toString())
        .containsExactly(
            "dcat.jsonld",
            "dcat.ttl",
            "offer.jsonld",
            "contract.yaml",
            "croissant.json",
            "datapackage.json");
  }

  @Test
  void the_same_edition_is_told_in_the_same_bytes() throws IOException {
    for (Edition edition : all()) {
      Path one = write(edition);
      Path other = write(edition);
      try (Stream<Path> files = Files.list(one)) {
        for (Path file : files.toList()) {
          assertThat(other.resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
      }
    }
  }

  @Test
  void a_catalogue_conforms_to_the_shapes_of_dcat_ap() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(SHAPES), "no shapes of DCAT-AP at " + SHAPES);
    for (Edition edition : all()) {
      Model graph = graph(write(edition), "dcat.ttl");
      assertThat(violations(graph)).isEmpty();
      // The same without a checksum's algorithm, a title or an address does not.
      for (String broken : List.of("spdx:algorithm", "dct:title", "dcat:accessURL")) {
        Model less = ModelFactory.createDefaultModel().add(graph);
        less.removeAll(null, less.createProperty(expand(broken)), null);
        assertThat(violations(less)).as(broken).isNotEmpty();
      }
    }
  }

  private static String expand(String name) {
    return name.replace("spdx:", "http://spdx.org/rdf/terms#")
        .replace("dct:", "http://purl.org/dc/terms/")
        .replace("dcat:", "http://www.w3.org/ns/dcat#");
  }

  private static List<String> violations(Model graph) {
    Model shapes = ModelFactory.createDefaultModel();
    for (String file : List.of("dcat-ap-SHACL.ttl", "ranges.ttl")) {
      RDFDataMgr.read(shapes, SHAPES.resolve(file).toUri().toString());
    }
    // Five shapes of the published files are named and nowhere said.
    Property property = shapes.createProperty("http://www.w3.org/ns/shacl#property");
    Property path = shapes.createProperty("http://www.w3.org/ns/shacl#path");
    shapes.remove(
        shapes
            .listStatements(null, property, (RDFNode) null)
            .filterDrop(named -> named.getResource().hasProperty(path))
            .toList());
    ValidationReport report =
        ShaclValidator.get().validate(Shapes.parse(shapes.getGraph()), graph.getGraph());
    return report.getEntries().stream()
        .map(e -> e.focusNode() + " " + e.resultPath() + " " + e.message())
        .toList();
  }

  @Test
  void json_ld_says_what_turtle_says() throws IOException {
    for (Edition edition : all()) {
      Path out = write(edition);
      assertThat(graph(out, "dcat.jsonld").isIsomorphicWith(graph(out, "dcat.ttl"))).isTrue();
    }
  }

  @Test
  void a_catalogue_says_how_precise_and_how_fresh_an_open_tier_is() throws IOException {
    Model graph = graph(write(editions.rides(Tier.OPEN)), "dcat.ttl");
    String version = HERE + "open/mobility/rides/1.2.0%2Ba%20b";
    assertThat(ask(graph, "?it a dcat:Dataset"))
        .containsExactly(HERE + "open/mobility/rides", version);
    String dataset = "<" + version + "> ";
    assertThat(ask(graph, dataset + "dcat:spatialResolutionInMeters ?it"))
        .containsExactly("1000.0");
    assertThat(ask(graph, dataset + "dcat:temporalResolution ?it")).containsExactly("PT1H");
    assertThat(ask(graph, dataset + "dct:accrualPeriodicity ?it"))
        .containsExactly("http://publications.europa.eu/resource/authority/frequency/MONTHLY");
    assertThat(ask(graph, dataset + "dct:accessRights ?it"))
        .containsExactly("http://publications.europa.eu/resource/authority/access-right/PUBLIC");
    assertThat(ask(graph, dataset + "dct:spatial/dcat:bbox ?it"))
        .containsExactly(
            "POLYGON((-6.02 50.001, -6.01 50.001, -6.01 50.002, -6.02 50.002, -6.02 50.001))");
    assertThat(ask(graph, dataset + "dct:spatial/skos:prefLabel ?it")).containsExactly("Lyonesse");
    assertThat(ask(graph, dataset + "dct:temporal/(dcat:startDate|dcat:endDate) ?it"))
        .containsExactly("2026-01-05T03:00:00Z", "2026-01-06T04:00:00Z");
    assertThat(ask(graph, dataset + "dct:provenance/rdfs:label ?it"))
        .containsExactly(
            "Made of Rides \" ; <urn:x> a <urn:y> . #, Tram & Sons\n© 東 (CC-BY-SA-4.0): "
                + "Rides by Tram & Sons");
  }

  @Test
  void each_file_is_a_distribution_with_size_checksum_and_licence() throws IOException {
    Model graph = graph(write(editions.rides(Tier.SUBSCRIBER)), "dcat.ttl");
    String version = HERE + "subscriber/mobility/rides/1.2.0%2Ba%20b";
    assertThat(ask(graph, "?d a dcat:Distribution; dcat:downloadURL ?it"))
        .containsExactly(
            version + "/rides.csv", version + "/rides.geojson", version + "/rides.parquet");
    String csv = "?d dcat:downloadURL <" + version + "/rides.csv>; ";
    assertThat(ask(graph, csv + "dcat:byteSize ?it")).containsExactly("1234");
    assertThat(ask(graph, csv + "spdx:checksum/spdx:checksumValue ?it"))
        .containsExactly("ab".repeat(32));
    assertThat(ask(graph, csv + "dcat:mediaType ?it"))
        .containsExactly("https://www.iana.org/assignments/media-types/text/csv");
    assertThat(ask(graph, csv + "dct:license ?it"))
        .containsExactly(HERE + "licenses/LicenseRef-Plaza-Subscriber-1.0");
    assertThat(ask(graph, csv + "odrl:hasPolicy ?it")).containsExactly(version + "#offer");
  }

  @Test
  void an_offer_has_its_price_as_a_duty_and_its_quota_as_a_constraint() throws IOException {
    Model offer = graph(write(editions.rides(Tier.SUBSCRIBER)), "offer.jsonld");
    String use = "?o a odrl:Offer; odrl:permission ?p . ?p odrl:action odrl:use . ";
    String refined =
        use
            + "?p odrl:duty/odrl:action ?a . ?a rdf:value odrl:compensate; odrl:refinement ?r ."
            + " ?r odrl:operator odrl:eq; ";
    assertThat(ask(offer, refined + "odrl:leftOperand odrl:payAmount; odrl:rightOperand ?it"))
        .containsExactly("500.50");
    assertThat(ask(offer, refined + "odrl:leftOperand odrl:payAmount; odrl:unit ?it"))
        .containsExactly("http://publications.europa.eu/resource/authority/currency/TWD");
    assertThat(ask(offer, refined + "odrl:leftOperand odrl:timeInterval; odrl:rightOperand ?it"))
        .containsExactly("P1M");
    assertThat(ask(offer, use + "?p odrl:duty/odrl:action ?it FILTER(isIRI(?it))"))
        .containsExactly(
            "http://www.w3.org/ns/odrl/2/attribute", "http://www.w3.org/ns/odrl/2/delete");
    String quota = use + "?p odrl:constraint ?c . ?c odrl:operator odrl:lteq; ";
    assertThat(ask(offer, quota + "odrl:leftOperand ?it"))
        .containsExactly(HERE + "terms#queries_per_day", HERE + "terms#rows_per_day");
    assertThat(
            ask(
                offer,
                quota + "odrl:leftOperand <" + HERE + "terms#rows_per_day>; odrl:rightOperand ?it"))
        .containsExactly("10000");
    assertThat(ask(offer, "?it a odrl:LeftOperand")).hasSize(2);
    assertThat(ask(offer, "?o odrl:permission/odrl:action ?it"))
        .containsExactly("http://www.w3.org/ns/odrl/2/use");
  }

  @Test
  void an_offer_permits_what_a_licence_does_and_asks_what_it_asks() throws IOException {
    Model offer = graph(write(editions.rides(Tier.OPEN)), "offer.jsonld");
    assertThat(ask(offer, "?o odrl:permission/odrl:action ?it"))
        .containsExactly(
            "http://www.w3.org/ns/odrl/2/derive",
            "http://www.w3.org/ns/odrl/2/distribute",
            "http://www.w3.org/ns/odrl/2/use");
    assertThat(ask(offer, "?p odrl:action odrl:distribute; odrl:duty/odrl:action ?it"))
        .containsExactly(
            "http://creativecommons.org/ns#ShareAlike", "http://www.w3.org/ns/odrl/2/attribute");
    assertThat(ask(offer, "?o odrl:assignee ?it")).isEmpty();
    assertThat(ask(offer, "?o odrl:prohibition ?it")).isEmpty();
    Model free = graph(write(editions.counts()), "offer.jsonld");
    assertThat(ask(free, "?p odrl:duty ?it")).isEmpty();
  }

  @Test
  void a_contract_says_what_still_holds_of_what_is_shown() throws IOException {
    JsonNode open = contract(write(editions.rides(Tier.OPEN)));
    assertThat(columns(open))
        .containsExactly(
            "city string varchar required",
            "started_at timestamp timestamp_tz required",
            "distance_m integer integer {\"minimum\":0}",
            "position string -");
    assertThat(open.has("price")).isFalse();
    assertThat(open.get("slaProperties"))
        .hasToString(
            """
            [{"property":"latency","value":1,"unit":"d","element":"rides.started_at"},\
            {"property":"frequency","value":1,"unit":"month"}]\
            """);
    // Down to a multiple of 100 m and of 10: 30 may be shown as 0, 15 as 10.
    JsonNode registered = contract(write(editions.rides(Tier.REGISTERED)));
    assertThat(columns(registered))
        .containsExactly(
            "city string varchar required key",
            "ride_id string varchar required key",
            "rider_id string varchar",
            "distance_m integer integer required {\"minimum\":0}",
            "fare number decimal(8,2) {\"minimum\":10,\"maximum\":999}");
  }

  @Test
  void a_key_is_only_named_where_it_tells_rows_apart() throws IOException {
    assertThat(columns(contract(write(editions.counts()))))
        .containsExactly(
            "city string varchar required key",
            "ride_date date date required key",
            "rides integer bigint {\"minimum\":0}",
            "is_dry boolean boolean");
    // Each day of a month is shown as its first, and the days stay rows of their own.
    Path monthly = write(editions.counts("license: CC0-1.0, time: P1M"));
    assertThat(columns(contract(monthly))).noneMatch(column -> column.contains("key"));
    assertThat(said(monthly)).doesNotContain("primaryKey", "one row per day");
  }

  @Test
  void a_contract_has_price_promises_role_and_files() throws IOException {
    JsonNode paid = contract(write(editions.rides(Tier.SUBSCRIBER)));
    assertThat(paid.path("apiVersion").asText()).isEqualTo("v3.1.0");
    assertThat(paid.path("version").asText()).isEqualTo("1.2.0+a b");
    assertThat(paid.get("price"))
        .hasToString(
            """
            {"priceAmount":500.5,"priceCurrency":"TWD","priceUnit":"P1M"}\
            """);
    assertThat(paid.get("slaProperties"))
        .hasToString(
            """
            [{"property":"availability","value":"99.5%"},{"property":"freshness","value":"PT5M"}]\
            """);
    assertThat(paid.path("roles").findValuesAsText("role")).containsExactly("subscriber");
    assertThat(paid.path("servers").findValuesAsText("path"))
        .containsExactly("rides.csv", "rides.parquet");
    assertThat(paid.path("description").path("purpose").asText())
        .isEqualTo("Rides: \"all\" of \\ <b>them</b>");
    assertThat(paid.path("description").path("limitations").asText())
        .isEqualTo("Of rows older than P30D these limits are lifted: time.");
  }

  private static List<String> columns(JsonNode contract) {
    List<String> columns = new ArrayList<>();
    for (JsonNode column : contract.at("/schema/0/properties")) {
      columns.add(
          column.path("name").asText()
              + " "
              + column.path("logicalType").asText()
              + " "
              + column.path("physicalType").asText("-")
              + (column.has("required") ? " required" : "")
              + (column.has("primaryKey") ? " key" : "")
              + (column.has("logicalTypeOptions") ? " " + column.get("logicalTypeOptions") : ""));
    }
    return columns;
  }

  @Test
  void packages_name_the_columns_of_the_csv_and_their_types() throws IOException {
    JsonNode table = json(write(editions.counts()), "datapackage.json").at("/resources/0");
    assertThat(table.at("/path").asText()).isEqualTo("counts.csv");
    assertThat(table.at("/hash").asText()).isEqualTo("sha256:" + "ab".repeat(32));
    assertThat(table.at("/schema/fields").findValuesAsText("name"))
        .containsExactly("city", "ride_date", "rides", "is_dry");
    assertThat(table.at("/schema/fields").findValuesAsText("type"))
        .containsExactly("string", "date", "integer", "boolean");
    assertThat(table.at("/schema/primaryKey").toString()).isEqualTo("[\"city\",\"ride_date\"]");
    JsonNode croissant = json(write(editions.rides(Tier.SUBSCRIBER)), "croissant.json");
    assertThat(croissant.at("/conformsTo").asText())
        .isEqualTo("http://mlcommons.org/croissant/1.1");
    assertThat(croissant.at("/distribution").findValuesAsText("sha256")).hasSize(3);
    assertThat(croissant.at("/recordSet/0/field").findValuesAsText("dataType"))
        .containsExactly(
            "sc:Text", "sc:Text", "sc:Text", "sc:DateTime", "sc:Integer", "sc:Float", "sc:Text");
  }

  @Test
  void no_document_tells_more_than_its_tier() throws IOException {
    Path open = write(editions.rides(Tier.OPEN));
    Path registered = write(editions.rides(Tier.REGISTERED));
    for (String word :
        List.of("load-4711", folder.toString(), "rides_feed", "government", "fare >")) {
      assertThat(said(open)).doesNotContain(word);
      assertThat(said(registered)).doesNotContain(word);
    }
    assertThat(said(open))
        .doesNotContain("rider_id", "ride_id", "\"fare\"", "subscriber", "TWD", "registered");
    // Neither where nor when rows are is shown, so no box and no period is either.
    assertThat(said(registered))
        .doesNotContain("subscriber", "TWD", "started_at", "50.001", "2026-01-05", "2026-01-06");
  }

  private static String said(Path out) throws IOException {
    StringBuilder said = new StringBuilder();
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.toList()) {
        said.append(Files.readString(file));
      }
    }
    return said.toString();
  }

  @Test
  void only_cities_that_an_edition_reaches_are_named() throws IOException {
    Path out = Files.createTempDirectory(folder, "edition");
    new Documents(URI.create(HERE), List.of(editions.lyonesse(), editions.ys()), LICENCES)
        .write(editions.rides(Tier.OPEN), out);
    assertThat(ask(graph(out, "dcat.ttl"), "?d dct:spatial/skos:prefLabel ?it"))
        .containsExactly("Lyonesse");
  }

  @Test
  void yaml_means_the_same_to_readers_of_either_version() {
    assertThat(YamlText.write(Json.object("no", "no", "day", "2026-01-05", "word", "some_word")))
        .isEqualTo(
            """
            "no": "no"
            day: "2026-01-05"
            word: some_word
            """);
  }
}
