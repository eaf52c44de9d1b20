package plaza.jobs.bench.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import plaza.jobs.bench.Benchtown;
import plaza.jobs.bench.Commands;
import plaza.jobs.stack.Home;
import plaza.lake.LandedFiles;

/**
 * Four tables of a made-up town, three of them released, so small that what each tier shows is said
 * here: forty-eight hourly rows, with a secret in each that only the last tier has.
 */
final class Quarter {
  /** What everything that only {@code government} has begins with. */
  static final String SECRET = "SECRET-";

  static final String WHOLE = "bench.whole";
  static final String KEPT = "bench.kept";
  static final String PAID = "trial.paid";
  static final String HIDDEN = "bench.hidden";
  static final List<String> TABLES = List.of(WHOLE, KEPT, PAID, HIDDEN);

  static final int ROWS = 48;
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  static final Instant AS_OF = START.plus(Duration.ofHours(ROWS));

  /** The tiers of each table, by hand. */
  static final Map<String, Set<String>> TIERS =
      Map.of(
          WHOLE, Set.of("open", "registered", "subscriber", "government"),
          KEPT, Set.of("government"),
          PAID, Set.of("open", "subscriber"),
          HIDDEN, Set.of());

  // A row stands half an hour behind the hour: a day late are 24 of 48, half a day 36.
  private static final Map<String, Integer> SHOWN =
      Map.of("open", 24, "registered", 36, "subscriber", 48, "government", 48, "plaza", 48);

  private static final Map<String, String> COLUMNS =
      Map.of(
          "open", "city,thing_id,observed_at",
          "registered", "city,thing_id,observed_at,value",
          "subscriber", "city,thing_id,observed_at,value",
          "government", "city,thing_id,observed_at,value,note",
          "plaza", "city,thing_id,observed_at,value,note");

  private Quarter() {}

  /** Whether a table is given away in a tier. */
  static boolean isIn(String table, String tier) {
    return Objects.requireNonNull(TIERS.get(table)).contains(tier);
  }

  /** How many rows a catalogue has of each table that it has. */
  static int rows(String catalog) {
    return Objects.requireNonNull(SHOWN.get(catalog));
  }

  /** The columns that it has. */
  static String columns(String catalog) {
    return Objects.requireNonNull(COLUMNS.get(catalog));
  }

  /** Declares, lands, builds and releases it in a home. */
  static void build(Home home, Path tree) throws IOException, InterruptedException {
    declare(tree);
    Path folder = home.root().resolve("inbox").resolve(LandedFiles.INSTANT.format(AS_OF));
    Files.createDirectories(folder);
    StringBuilder csv = new StringBuilder("thing,at,value,note\n");
    for (int i = 0; i < ROWS; i++) {
      csv.append(
          "%d,%s,%d,%s%08x%n"
              .formatted(
                  i,
                  START.plus(Duration.ofMinutes(60L * i + 30)),
                  10 * i,
                  SECRET,
                  0x5eed_0000 + 7919 * i));
    }
    Files.writeString(folder.resolve("things.csv"), csv);
    Commands commands = new Commands(home.root(), tree);
    command(commands, "run", WHOLE, KEPT, PAID, HIDDEN);
    for (String table : List.of(WHOLE, KEPT, PAID)) {
      command(commands, "release", table, "--at", AS_OF.toString());
      command(commands, "approve", table, "--by", "bench");
    }
  }

  static void command(Commands commands, String... arguments)
      throws IOException, InterruptedException {
    int exit = commands.start(Map.of(), List.of(), arguments).waitFor();
    if (exit != 0) {
      throw new IOException(
          "%s ended with %d; see %s".formatted(String.join(" ", arguments), exit, commands.log()));
    }
  }

  private static void declare(Path tree) throws IOException {
    Benchtown.declare(tree);
    Benchtown.write(
        tree.resolve("feeds/bench_things.yaml"),
        """
        title: Things of a bench (simulated)
        publisher: Plaza
        fetch: {files: "{home}/inbox/*/*.csv", every: PT10M}
        format: {name: csv}
        license: CC0-1.0
        attribution: Simulated by Plaza
        """);
    for (String table : TABLES) {
      Path folder = tree.resolve(table.replace('.', '/'));
      Benchtown.write(
          folder.resolve("sources/benchtown.yaml"),
          """
          feed: bench_things
          city: benchtown
          columns:
            thing_id: thing
            observed_at: to_timestamp(at)
            value: value
            note: note
          """);
      Benchtown.write(folder.resolve("contract.yaml"), contract(table));
    }
  }

  private static String contract(String table) {
    StringBuilder tiers = new StringBuilder();
    for (String tier : List.of("open", "registered", "subscriber", "government")) {
      if (isIn(table, tier)) {
        tiers.append(
            "%s: {columns: [%s]%s, license: CC0-1.0}, "
                .formatted(
                    tier,
                    columns(tier).replace(",", ", "),
                    Map.of("open", ", delay: P1D", "registered", ", delay: PT12H")
                        .getOrDefault(tier, "")));
      }
    }
    String release =
        tiers.isEmpty()
            ? ""
            : "customProperties: [{property: release, value: {at: observed_at, tiers: {%s}}}]"
                .formatted(tiers.substring(0, tiers.length() - 2));
    return """
    apiVersion: v3.1.0
    kind: DataContract
    id: %s
    version: 1.0.0
    domain: %s
    description: {purpose: To be tried., limitations: Simulated., usage: None.}
    %s
    schema:
      - name: %s
        description: Simulated.
        dataGranularityDescription: one row per thing and time
        properties:
          - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
          - {name: thing_id, physicalType: bigint, description: Thing., primaryKey: true, primaryKeyPosition: 2}
          - {name: observed_at, physicalType: timestamp(6) with time zone, description: When., primaryKey: true, primaryKeyPosition: 3}
          - {name: value, physicalType: bigint, description: Value.}
          - {name: note, physicalType: varchar, description: Note.}
    """
        .formatted(
            table,
            table.substring(0, table.indexOf('.')),
            release,
            table.substring(table.indexOf('.') + 1));
  }
}
