package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trino.jdbc.TrinoResultSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Problems;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.SparkSessions;
import plaza.lake.Build;
import plaza.lake.Database;
import plaza.lake.Load;
import plaza.lake.Tables;

/** Everything end to end: the launcher, the real stack, and JDBC. */
class PlazaIT {
  @TempDir static Path folder;

  private static Cli plaza;
  private static Home home;
  private static Cli.Answer demo;
  private static String url;
  private static String password;

  @BeforeAll
  static void the_demo_runs() {
    home = new Home(folder.resolve("home"));
    plaza = new Cli(home.root());
    demo = plaza.run("demo");
    assertThat(demo.exit()).as(demo.err() + logs()).isZero();
    Matcher matcher = Pattern.compile("jdbc:trino://\\S+").matcher(demo.out());
    assertThat(matcher.find()).as(demo.out()).isTrue();
    url = matcher.group();
    password = password("analyst");
  }

  /** As the demo printed it, once. */
  private static String password(String user) {
    Matcher matcher = Pattern.compile("(?m)^ +" + user + " +([0-9a-f]{48}) ").matcher(demo.out());
    assertThat(matcher.find()).as(demo.out()).isTrue();
    return matcher.group(1);
  }

  private static String logs() {
    return plaza.run("logs").out();
  }

  @AfterAll
  static void down() {
    assertThat(plaza.run("down").out()).contains("stopped");
    assertThat(plaza.run("down").out()).contains("nothing was running");
  }

  private static List<String> ask(String sql) throws SQLException {
    return ask("analyst", sql);
  }

  private static List<String> ask(String user, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, password(user));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> answers = new ArrayList<>();
      while (rows.next()) {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          texts.add(rows.getString(i));
        }
        answers.add(String.join("|", texts));
      }
      return answers;
    }
  }

  @Test
  void the_demo_answers_three_questions_and_says_that_all_is_simulated() {
    assertThat(demo.out()).contains("simulated").contains("user anyone").contains("./plaza sql");
    assertThat(Pattern.compile("\\(\\d+ rows?\\)").matcher(demo.out()).results().count())
        .isEqualTo(3);
  }

  /** The numbers follow from the generator's own list of what it writes and which rows are bad. */
  @Test
  void the_sample_city_is_in_its_tables() throws SQLException {
    assertThat(ask("SELECT count(*), count(DISTINCT station_id) FROM mobility.bike_availability"))
        .containsExactly("68365|250");
    assertThat(ask("SELECT count(*) FROM mobility.bike_stations")).containsExactly("247");
    assertThat(ask("SELECT count(*) FROM mobility.transit_stops")).containsExactly("197");
    assertThat(ask("SELECT count(*), max(arrival_offset_s) FROM mobility.transit_stop_times"))
        .containsExactly("29447|92400");
    assertThat(ask("SELECT count(*) FROM environment.air_quality")).containsExactly("280");
    assertThat(ask("SELECT count(*) FROM place.villages")).containsExactly("20");
    assertThat(ask("SELECT sum(people) FROM place.population WHERE city = 'atlantis'"))
        .containsExactly("47811");
    assertThat(
            ask(
                "SELECT min(observed_at), max(observed_date) FROM mobility.bike_availability"
                    + " WHERE observed_date = DATE '2026-03-29'"))
        .singleElement()
        .asString()
        // The second local day begins at 01:00, since 00:00 does not exist: 01:00Z both ways.
        .startsWith("2026-03-29 01:00")
        .endsWith("|2026-03-29");
  }

  @Test
  void a_run_with_nothing_new_builds_nothing() {
    Cli.Answer again = plaza.run("run", "--city", "atlantis");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.out()).contains("nothing to build");
  }

  @Test
  void answers_come_as_table_csv_and_json() throws IOException {
    String sql =
        "SELECT 1 AS one, 'a,\"b\"' AS text, CAST(NULL AS varchar) AS nothing, \"海\" FROM (VALUES '里') t(\"海\")";
    assertThat(plaza.run("sql", sql, "--format", "csv").out())
        .isEqualToNormalizingNewlines("one,text,nothing,海\n1,\"a,\"\"b\"\"\",,里\n");
    var json = new ObjectMapper().readTree(plaza.run("sql", sql, "--format", "json").out());
    assertThat(json.get(0).get("one").asInt()).isEqualTo(1);
    assertThat(json.get(0).get("nothing").isNull()).isTrue();
    assertThat(json.get(0).get("海").asText()).isEqualTo("里");
    assertThat(plaza.run("sql", sql).out()).contains("one  text").contains("(1 row)");
  }

  @Test
  void exit_codes_tell_wrong_use_from_broken() throws IOException {
    assertThat(plaza.run("sql", "SELECT nonsense FROM nowhere").exit()).isEqualTo(2);
    assertThat(plaza.run("run", "no.such").exit()).isEqualTo(2);
    assertThat(plaza.run("run", "villages").err()).contains("Did you mean place.villages?");
    assertThat(plaza.run("run", "--from", "2026-03-29", "--to", "2026-03-28").exit()).isEqualTo(2);
    assertThat(plaza.run("fly").exit()).isEqualTo(2);
    assertThat(plaza.run("demo", "--people", "500").exit()).isEqualTo(2);
    Cli elsewhere = new Cli(folder.resolve("elsewhere"));
    Cli.Answer down = elsewhere.run("sql", "SELECT 1");
    assertThat(down.exit()).isEqualTo(3);
    assertThat(down.err()).contains("./plaza up");
  }

  @Test
  void a_broken_declaration_is_told_with_its_line_and_stops_nothing_else() throws IOException {
    Path tree = folder.resolve("broken");
    Files.createDirectories(tree.resolve("feeds"));
    Files.writeString(tree.resolve("feeds/bad.yaml"), "title: Bad\nfetch:\n  url: [\n");
    Cli.Answer check = plaza.run("check", "--schemas", tree.toString());
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.out()).containsPattern("bad\\.yaml:\\d+: found .*, expected ");
    assertThat(plaza.run("run", "place.cities", "--schemas", tree.toString()).exit()).isZero();
  }

  @Test
  void refused_rows_are_shown_with_where_they_stood_and_why() {
    String out = plaza.run("refused", "mobility.bike_availability").out();
    assertThat(out)
        .containsPattern("20260328T092020Z-\\w{12} +20 +out_of_range +bikes_available: found -1")
        .containsPattern("20260329T030020Z-\\w{12} +24 +time_in_gap")
        .containsPattern("20260328T110020Z-\\w{12} +30 +impossible_time")
        .containsPattern("20260328T124020Z-\\w{12} +32 +missing_key");
    assertThat(plaza.run("lineage", "mobility.village_access").out())
        .contains("└─ place.villages")
        .contains("feed atlantis_villages for atlantis  1 file");
  }

  @Test
  void columns_have_exactly_the_contracts_types_and_descriptions() throws SQLException {
    for (Dataset dataset : Catalog.read(List.of(Checkout.SCHEMAS)).datasets().values()) {
      Contract contract = dataset.contract();
      List<String> declared =
          contract.columns().stream()
              .map(c -> c.name() + "|" + c.type() + "|" + c.description())
              .toList();
      assertThat(
              ask(
                  "SELECT column_name, data_type, comment FROM plaza.information_schema.columns"
                      + " WHERE table_schema = '%s' AND table_name = '%s' ORDER BY ordinal_position"
                          .formatted(dataset.name().domain(), dataset.name().table())))
          .as(dataset.name().toString())
          .startsWith(declared.toArray(String[]::new));
      assertThat(
              ask(
                  "steward",
                  "SELECT comment FROM system.metadata.table_comments WHERE catalog_name = 'plaza'"
                      + " AND schema_name = '%s' AND table_name = '%s'"
                          .formatted(dataset.name().domain(), dataset.name().table())))
          .singleElement()
          .asString()
          .startsWith(contract.description());
    }
  }

  @Test
  void a_dataset_with_its_feed_and_its_city_is_added_by_files_alone() throws Exception {
    Path tree = folder.resolve("mine");
    write(
        tree,
        "cities/springfield.yaml",
        """
        name: Springfield
        country: US
        time_zone: America/Chicago
        metric_crs: EPSG:26916
        bounds: [-89.8, 39.6, -89.5, 39.9]
        languages: [en]
        """);
    write(
        tree,
        "feeds/springfield_trees.yaml",
        """
        title: Street trees
        publisher: City of Springfield
        fetch: {files: ../data/*.csv, every: P1D}
        format: {name: csv, delimiter: ";"}
        encoding: ISO-8859-1
        crs: EPSG:26916
        license: CC0-1.0
        attribution: City of Springfield
        """);
    write(
        tree,
        "environment/trees/contract.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: environment.trees
        name: Street trees
        version: 1.0.0
        status: active
        domain: environment
        customProperties: [{property: refused, value: {max_share: 0.5}}]
        schema:
          - name: trees
            description: Trees that the city looks after.
            dataGranularityDescription: one row per tree
            properties:
              - {name: city, physicalType: varchar, description: City., required: true, primaryKey: true, primaryKeyPosition: 1}
              - {name: tree_id, physicalType: bigint, description: Number of the tree., required: true, primaryKey: true, primaryKeyPosition: 2}
              - {name: species, physicalType: varchar, description: Common name.}
              - {name: planted_at, physicalType: timestamp(6) with time zone, description: When planted.}
              - {name: planted_date, physicalType: date, description: Local day of planting.}
              - name: position
                physicalType: varbinary
                description: Where it stands.
                required: true
                customProperties: [{property: geometry, value: {type: Point, crs: EPSG:4326}}]
        """);
    write(
        tree,
        "environment/trees/sources/springfield.yaml",
        """
        feed: springfield_trees
        city: springfield
        columns:
          tree_id: id
          species: name
          planted_at: to_timestamp(planted, 'MM/dd/yyyy HH:mm')
          position: ST_Point(cast(x as double), cast(y as double))
        """);
    // 273000, 4408000 in UTM 16N lies by Springfield; the second tree lies nowhere near.
    Files.createDirectories(tree.resolve("data"));
    Files.write(
        tree.resolve("data/trees.csv"),
        "id;name;planted;x;y\n1;Caf\u00e9 ash;03/01/2026 22:30;273000;4408000\n2;Oak;;0;0\n"
            .getBytes(StandardCharsets.ISO_8859_1));

    Cli.Answer check = plaza.run("check", "environment.trees", "--schemas", tree.toString());
    assertThat(check.exit()).as(check.out() + check.err()).isZero();
    Cli.Answer run = plaza.run("run", "environment.trees", "--schemas", tree.toString());
    assertThat(run.exit()).as(run.err() + logs()).isZero();

    // 22:30 in Chicago in winter is 04:30 UTC of the next day.
    assertThat(
            ask(
                "SELECT city, tree_id, species, planted_at, planted_date, round(xmin, 2), round(ymin, 2)"
                    + " FROM environment.trees"))
        .containsExactly(
            "springfield|1|Café ash|2026-03-02 04:30:00.000000 UTC|2026-03-01|-89.65|39.79");
  }

  private static void write(Path tree, String file, String text) throws IOException {
    Files.createDirectories(tree.resolve(file).getParent());
    Files.writeString(tree.resolve(file), text);
  }

  @Test
  void a_worker_killed_in_the_middle_leaves_the_old_tables_and_a_rerun_works() throws Exception {
    List<String> before =
        ask("SELECT count(*), sum(bikes_available) FROM mobility.bike_availability");
    Path err = folder.resolve("killed.err");
    Process build = plaza.start(err, "build", "mobility.bike_availability");
    try (BufferedReader progress =
        new BufferedReader(new InputStreamReader(build.getInputStream(), StandardCharsets.UTF_8))) {
      while (!Files.readString(err).contains("building 1 of 1")) {
        assertThat(build.isAlive()).isTrue();
        Thread.onSpinWait();
      }
      build
          .descendants()
          .filter(p -> p.info().commandLine().orElse("").contains("Worker"))
          .forEach(ProcessHandle::destroyForcibly);
      assertThat(progress.readLine()).isNull();
    }
    assertThat(build.waitFor()).isEqualTo(3);
    assertThat(Files.readString(err)).contains("nothing of this run was published");
    assertThat(ask("SELECT count(*), sum(bikes_available) FROM mobility.bike_availability"))
        .isEqualTo(before);
    assertThat(plaza.run("build", "mobility.bike_availability").exit()).isZero();
    assertThat(ask("SELECT count(*), sum(bikes_available) FROM mobility.bike_availability"))
        .isEqualTo(before);
  }

  @Test
  void a_table_is_released_in_tiers_that_anyone_can_check_until_it_is_withdrawn() throws Exception {
    String name = "hazard.flood_depth";
    assertThat(plaza.run("release", name, "--at", "2099-01-01T00:00:00Z").exit()).isEqualTo(2);
    Cli.Answer release = plaza.run("release", name, "--at", "2026-03-31T12:00:00Z");
    assertThat(release.exit()).as(release.err()).isZero();
    assertThat(release.err()).contains("waits", "1.0.0", "./plaza approve " + name);
    assertThat(
            ask(
                "SELECT count(*) FROM open.information_schema.tables WHERE table_name = 'flood_depth'"))
        .containsExactly("0");
    assertThat(plaza.run("get", name).exit()).isEqualTo(2);
    assertThat(plaza.run("approve", name, "--by", "a steward").exit()).isZero();
    assertThat(plaza.run("releases").out()).contains(name, "published");
    assertThat(plaza.run("releases", name, "1.0.0").out())
        .contains("by a steward", "a cell of 1000 m");
    Path got = folder.resolve("got");
    assertThat(plaza.run("get", name, "--to", got.toString(), "--as", "a citizen").exit()).isZero();
    assertThat(plaza.run("verify", got.toString()).exit()).isZero();
    // Everyone sees the cells' middles, through every way out the same ones.
    List<String> places =
        ask(
            "SELECT DISTINCT format('%.7f %.7f', xmin, ymin) FROM open.hazard.flood_depth ORDER BY 1");
    Pattern point = Pattern.compile("POINT \\(([-0-9.]+) ([-0-9.]+)\\)");
    try (Stream<String> lines = Files.lines(got.resolve("flood_depth.csv"))) {
      assertThat(
              lines
                  .map(point::matcher)
                  .filter(Matcher::find)
                  .map(m ->
                      String.format(
                          java.util.Locale.ROOT,
                          "%.7f %.7f",
                          Double.parseDouble(m.group(1)),
                          Double.parseDouble(m.group(2))))
                  .distinct()
                  .sorted())
          .containsExactlyElementsOf(places);
    }
    assertThat(
            ask(
                "SELECT count(*) > 0, count_if(o.xmin IS NOT NULL) FROM subscriber.hazard.flood_depth s"
                    + " LEFT JOIN (SELECT DISTINCT xmin, ymin FROM open.hazard.flood_depth) o"
                    + " ON s.xmin = o.xmin AND s.ymin = o.ymin"))
        .containsExactly("true|0");
    if (Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(p -> Files.isExecutable(Path.of(p, "datacontract")))) {
      assertThat(datacontract(got, "test", "contract.yaml")).isZero();
    }
    // The same question, answered by what each may see.
    String question = "SELECT count(*) AS n, format('%.6f', min(xmin)) AS west FROM " + name;
    List<String> answers = new ArrayList<>();
    for (String user : List.of("anyone", "citizen", "subscriber", "officer", "plaza")) {
      Cli.Answer answer = plaza.run("sql", "--user", user, "--format", "csv", question);
      assertThat(answer.exit()).as(user + answer.err()).isZero();
      answers.add(answer.out().lines().skip(1).findFirst().orElseThrow());
    }
    assertThat(answers.get(1)).as("nothing between open and subscriber").isEqualTo(answers.get(0));
    assertThat(answers.get(2)).isNotEqualTo(answers.get(1));
    assertThat(answers.get(4)).isEqualTo(ask(question).getFirst().replace('|', ','));
    Cli.Answer denied = plaza.run("sql", "--user", "citizen", "--tier", "subscriber", question);
    assertThat(denied.exit()).isEqualTo(2);
    assertThat(denied.err()).contains("./plaza explain citizen");
    Cli.Answer token = plaza.run("token", "subscriber", "--for", "PT5M");
    Properties bearer = new Properties();
    bearer.setProperty("user", "subscriber");
    bearer.setProperty("accessToken", token.out().strip());
    try (Connection connection = DriverManager.getConnection(url, bearer);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM subscriber." + name)) {
      assertThat(row.next()).isTrue();
      assertThat(answers.get(2)).startsWith(row.getLong(1) + ",");
    }
    Cli.Answer licence =
        plaza.run(
            "license",
            "SELECT count(*) FROM open.%s JOIN place.villages USING (city)".formatted(name));
    assertThat(licence.exit()).as(licence.err()).isZero();
    assertThat(licence.out())
        .contains("open." + name, "plaza.place.villages", "licence ", "attribution ");
    byte[] bytes = Files.readAllBytes(got.resolve("flood_depth.csv"));
    bytes[bytes.length - 2] ^= 1;
    Files.write(got.resolve("flood_depth.csv"), bytes);
    Cli.Answer verify = plaza.run("verify", got.toString());
    assertThat(verify.exit()).isEqualTo(1);
    assertThat(verify.out()).contains("BAD   flood_depth.csv");
    Cli.Answer withdrawn = plaza.run("withdraw", name, "--why", "a street was named");
    assertThat(withdrawn.out()).contains("a citizen");
    assertThat(
            ask(
                "SELECT count(*) FROM open.information_schema.tables WHERE table_name = 'flood_depth'"))
        .containsExactly("0");
    assertThat(plaza.run("get", name, "1.0.0").err()).contains("was withdrawn: a street was named");
    assertThat(plaza.run("doctor").exit()).isZero();
  }

  @Test
  void servers_answer_on_loopback_only() throws Exception {
    int trino = trinoPort();
    int postgres = new Postgres(home).port();
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      for (var address : network.inetAddresses().toList()) {
        if (address.isLoopbackAddress() || address.isLinkLocalAddress()) {
          continue;
        }
        for (int port : new int[] {trino, postgres}) {
          assertThat(isOpen(new InetSocketAddress(address, port)))
              .as(address + ":" + port)
              .isFalse();
        }
      }
    }
    assertThat(isOpen(new InetSocketAddress(InetAddress.getLoopbackAddress(), trino))).isTrue();
  }

  private static int trinoPort() {
    return Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
  }

  private static boolean isOpen(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void secrets_are_in_files_of_the_owner_and_nowhere_else() throws IOException {
    List<String> secrets = new ArrayList<>();
    try (Stream<Path> files = Files.list(home.root().resolve("secrets"))) {
      for (Path file : files.toList()) {
        secrets.add(Files.readString(file).strip());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
    assertThat(secrets).hasSizeGreaterThanOrEqualTo(3);
    List<String> texts = new ArrayList<>();
    for (String place : List.of("logs", "trino/etc")) {
      try (Stream<Path> files = Files.walk(home.root().resolve(place))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          texts.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    ProcessHandle.allProcesses().forEach(p -> texts.add(p.info().commandLine().orElse("")));
    assertThat(secrets)
        .allSatisfy(secret -> assertThat(texts).noneMatch(text -> text.contains(secret)));
  }

  /** What Trino's process sees of the machine, where the system lets us fence it in. */
  @Test
  void trino_can_open_no_file_but_what_it_serves() throws IOException {
    Path root =
        Path.of(
            "/proc/%s/root".formatted(Files.readString(home.root().resolve("trino/pid")).strip()));
    assumeTrue(Files.exists(home.root().resolve("trino/fence")), "this system allows no fence");
    String inside = root + home.root().toString();
    assertThat(Path.of(inside, "warehouse/tables")).isDirectory();
    assertThat(Path.of(inside, "tiers/open")).isDirectory();
    for (String kept :
        List.of("secrets", "landing", "warehouse/fates", "postgres", "releases", "keeper")) {
      assertThat(Path.of(inside, kept)).as(kept).doesNotExist();
    }
    assertThat(Path.of(root + Checkout.SCHEMAS.toString())).doesNotExist();
    assertThat(Path.of(root + "/etc/shadow")).doesNotExist();
    assertThat(Path.of(root + "/var")).doesNotExist();
    assertThat(root.resolveSibling("status")).content().containsPattern("CapBnd:\\s+0{16}");
  }

  @Test
  void trinos_role_reads_pointers_and_nothing_else() throws Exception {
    String password = Files.readString(home.root().resolve("secrets/postgres-trino")).strip();
    Database role =
        new Database(
            "jdbc:postgresql://127.0.0.1:" + new Postgres(home).port() + "/catalogue",
            "trino",
            password);
    try (Connection connection = role.connect();
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute("SELECT * FROM iceberg_tables")).isTrue();
      for (String sql :
          List.of(
              "SELECT * FROM plaza_load",
              "UPDATE iceberg_tables SET metadata_location = ''",
              "DELETE FROM iceberg_tables",
              "CREATE TABLE public.mine (x int)")) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> statement.execute(sql)))
            .as(sql)
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("permission denied");
      }
    }
  }

  @Test
  void a_box_of_ten_million_rows_reads_at_most_a_twentieth_of_the_bytes() throws Exception {
    Path file = folder.resolve("environment/readings/contract.yaml");
    write(
        folder,
        "environment/readings/contract.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: environment.readings
        version: 1.0.0
        domain: environment
        schema:
          - name: readings
            description: Ten million readings.
            dataGranularityDescription: one row per reading
            properties:
              - {name: reading_id, physicalType: bigint, description: Number., primaryKey: true, primaryKeyPosition: 1}
              - {name: value, physicalType: double, description: Value.}
              - name: position
                physicalType: varbinary
                description: Where.
                customProperties: [{property: geometry, value: {type: Point, crs: EPSG:4326}}]
        """);
    Contract contract =
        Contract.read(file, DatasetName.parse("environment.readings"), new Problems())
            .orElseThrow();
    Database database = new Postgres(home).catalogue();
    try (SparkSession spark = SparkSessions.create(home, database);
        Build build = Build.begin(database, "box", () -> {})) {
      var rows =
          spark
              .range(0, 10_000_000, 1, 8)
              .selectExpr(
                  "id as reading_id",
                  "pmod(xxhash64(id, 3), 1000) / 10.0 as value",
                  "-20.3 + pmod(xxhash64(id, 1), 300000) / 1e6 as x",
                  "39.9 + pmod(xxhash64(id, 2), 250000) / 1e6 as y")
              .selectExpr(
                  "reading_id",
                  "cast(value as double) as value",
                  "ST_AsBinary(ST_Point(x, y)) as position",
                  "cast(x as double) as xmin",
                  "cast(y as double) as ymin",
                  "cast(x as double) as xmax",
                  "cast(y as double) as ymax");
      new Tables(spark).write(rows, rows.count(), contract, build.id());
      build.publish(
          List.of(
              new Load(
                  build.id(),
                  contract.dataset(),
                  true,
                  "box",
                  10_000_000,
                  java.time.Instant.now(),
                  List.of(),
                  List.of(),
                  Load.Basis.whole("box"))));
    }
    String sql =
        "SELECT count(*), sum(value) FROM environment.readings WHERE xmin %s BETWEEN -20.16 AND -20.15"
            + " AND ymin %s BETWEEN 40.02 AND 40.03";
    Scan box = scan(sql.formatted("", ""));
    // With arithmetic around the columns nothing can be skipped: the same answer from all bytes.
    Scan all = scan(sql.formatted("+ 0", "+ 0"));
    assertThat(box.answer()).isEqualTo(all.answer());
    assertThat(all.answer()).doesNotStartWith("0|");
    assertThat((double) box.bytes() / all.bytes())
        .as(box.bytes() + " of " + all.bytes() + " bytes")
        .isPositive()
        .isLessThanOrEqualTo(0.05);
    System.out.printf(
        "box query over 10 million rows: %,d of %,d bytes (%.2f %%)%n",
        box.bytes(), all.bytes(), 100.0 * box.bytes() / all.bytes());
  }

  private record Scan(String answer, long bytes) {}

  private static Scan scan(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection(url, "analyst", password);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      String answer = rows.getLong(1) + "|" + Math.round(rows.getDouble(2) * 10);
      assertThat(rows.next()).isFalse();
      return new Scan(answer, rows.unwrap(TrinoResultSet.class).getStats().getPhysicalInputBytes());
    }
  }

  @Test
  void datacontract_accepts_every_contract_and_the_tables_behind_it() throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
            .anyMatch(p -> Files.isExecutable(Path.of(p, "datacontract"))),
        "datacontract-cli is not installed");
    for (Dataset dataset : Catalog.read(List.of(Checkout.SCHEMAS)).datasets().values()) {
      String contract = dataset.contract().file().toString();
      assertThat(datacontract("lint", contract)).as(contract).isZero();
      assertThat(datacontract("test", contract, "--server", "local")).as(contract).isZero();
    }
  }

  private static int datacontract(String... arguments) throws Exception {
    return datacontract(folder, arguments);
  }

  private static int datacontract(Path in, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("datacontract"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("datacontract.log").toFile());
    builder.environment().put("DATACONTRACT_TRINO_USERNAME", "analyst");
    builder.environment().put("DATACONTRACT_TRINO_PASSWORD", password);
    builder.environment().put("DATACONTRACT_TRINO_PORT", String.valueOf(trinoPort()));
    builder
        .environment()
        .put("REQUESTS_CA_BUNDLE", home.root().resolve("tls/plaza.pem").toString());
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    if (process.exitValue() != 0) {
      System.out.println(Files.readString(folder.resolve("datacontract.log")));
    }
    return process.exitValue();
  }

  @Test
  void every_geometry_lies_in_the_box_beside_it() throws SQLException {
    for (Dataset dataset : Catalog.read(List.of(Checkout.SCHEMAS)).datasets().values()) {
      for (Column geometry : dataset.contract().geometries()) {
        List<String> box = dataset.contract().bbox(geometry);
        assertThat(
                ask(
                    "SELECT count(*) FROM %s WHERE abs(ST_XMin(ST_GeomFromBinary(%s)) - %s) > 1e-12 OR abs(ST_YMax(ST_GeomFromBinary(%s)) - %s) > 1e-12"
                        .formatted(
                            dataset.name(),
                            geometry.name(),
                            box.get(0),
                            geometry.name(),
                            box.get(3))))
            .containsExactly("0");
      }
    }
  }
}
