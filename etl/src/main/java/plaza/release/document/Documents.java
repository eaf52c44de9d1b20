package plaza.release.document;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.rdf4j.model.Model;
import org.eclipse.rdf4j.rio.turtle.TurtleWriter;
import plaza.contract.Bounds;
import plaza.contract.City;
import plaza.contract.Licences;
import plaza.release.Edition;

/**
 * What is said of an edition to catalogues (DCAT-AP 3.0.1), to whoever takes it up (ODRL 2.2) and
 * relies on it (ODCS v3.1), and to what reads its files (Croissant 1.1, Data Package 2.0). They say
 * no more than the edition's tier shows.
 */
public final class Documents {
  static final String CSV = "text/csv";
  static final String PARQUET = "application/vnd.apache.parquet";
  static final String DCAT = "dcat.jsonld";
  static final String OFFER = "offer.jsonld";

  private final URI base;
  private final List<City> cities;
  private final Licences licences;

  /**
   * @param base where editions are found: {@code base/tier/domain/table/version/file}
   * @param cities whose rows the editions may hold
   * @param licences what is known of the licences that editions are given under
   */
  public Documents(URI base, List<City> cities, Licences licences) {
    this.base = base;
    this.cities = List.copyOf(cities);
    this.licences = licences;
  }

  /**
   * Writes the documents into an edition's folder and returns their paths; the same for the same
   * edition.
   */
  public List<Path> write(Edition edition, Path folder) throws IOException {
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, String> document : texts(edition).entrySet()) {
      written.add(Files.writeString(folder.resolve(document.getKey()), document.getValue()));
    }
    return written;
  }

  private Map<String, String> texts(Edition edition) {
    Address address = Address.of(base, edition);
    Shown shown = new Shown(edition);
    List<City> covered =
        cities.stream()
            .filter(city -> shown.findBounds().map(b -> meet(b, city.bounds())).orElse(true))
            .toList();
    Model catalogue = new DcatGraph(edition, address, covered).graph();
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(DCAT, Json.write(JsonLd.tree(catalogue)));
    texts.put("dcat.ttl", turtle(catalogue));
    texts.put(OFFER, Json.write(new OfferTree(edition, address, licences).tree()));
    texts.put("contract.yaml", YamlText.write(new ContractTree(edition, address).tree()));
    texts.put("croissant.json", Json.write(new CroissantTree(edition, address, covered).tree()));
    shown
        .findFile(CSV)
        .ifPresent(csv ->
            texts.put("datapackage.json", Json.write(new PackageTree(edition, address).tree(csv))));
    return texts;
  }

  private static boolean meet(Bounds one, Bounds other) {
    return one.west() <= other.east()
        && other.west() <= one.east()
        && one.south() <= other.north()
        && other.south() <= one.north();
  }

  private static String turtle(Model graph) {
    StringWriter text = new StringWriter();
    TurtleWriter writer = new TurtleWriter(text);
    writer.startRDF();
    graph.getNamespaces().forEach(each -> writer.handleNamespace(each.getPrefix(), each.getName()));
    // A subject's statements together: Turtle repeats it otherwise.
    graph
        .subjects()
        .forEach(each -> graph.filter(each, null, null).forEach(writer::handleStatement));
    writer.endRDF();
    return text.toString();
  }
}
