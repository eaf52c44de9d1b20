package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import plaza.catalog.Catalog;
import plaza.contract.Problem;

/** Declarations that give away what they must not: each must be refused, with reason and place. */
final class RefusedTrees {
  /**
   * A change of what a declaration says first, and what must be said of it.
   *
   * @param at the file in which it is to be found
   */
  private record Mistake(String file, String was, String is, String at, String told) {
    Mistake(String file, String was, String is, String told) {
      this(file, was, is, file, told);
    }
  }

  private static final String TRIPS = "bench/trips/contract.yaml";
  private static final String FLOWS = "bench/flows/contract.yaml";
  private static final String COUNTS = "bench/counts/contract.yaml";
  private static final String PLACES = "bench/places/contract.yaml";
  private static final String FEED = "feeds/bench_trips.yaml";
  private static final String SHOWN = "columns: [city, started_at, started_date, position]";

  private static final String QUERY =
      "SELECT city, trip_id, rider_id, started_at, started_date, position FROM bench.trips\n";
  private static final String KEY =
      "    relationships: [{type: foreignKey, from: [flows.city], to: [places.city]}]\n";

  private static final List<Mistake> MISTAKES =
      List.of(
          new Mistake(TRIPS, SHOWN, "columns: [city, trip_id]", "open: the columns [trip_id]"),
          new Mistake(TRIPS, "grid_m: 1000", "grid_m: 600", "open: position a cell of 600 m"),
          new Mistake(TRIPS, "{grid_m: 1000}", "exact", "open: position exact"),
          new Mistake(TRIPS, "time: P1D", "time: PT6H", "open: time PT6H"),
          new Mistake(TRIPS, "time: P1D", "time: PT7H", "'PT7H'"),
          new Mistake(TRIPS, "renewal: P1D", "renewal: PT1H", "open: renewal PT1H"),
          new Mistake(TRIPS, "delay: P7D", "delay: P6D", "open: delay PT144H"),
          new Mistake(TRIPS, "delay: P7D", "delay: -P7D", "'-P7D'"),
          new Mistake(TRIPS, "min_count: 5", "min_count: 4", "open: min_count 4"),
          new Mistake(TRIPS, "min_count: 5", "min_count: 1", "'1'"),
          new Mistake(TRIPS, "subject: rider_id", "", "open: min_count 5 without subject"),
          new Mistake(TRIPS, "subject: rider_id", "subject: rider", "the column 'rider'"),
          new Mistake(TRIPS, "at: started_at", "", "open: a delay without at"),
          new Mistake(
              TRIPS,
              SHOWN,
              "columns: [city, rider_id, position]",
              "open: the subject 'rider_id' as it is"),
          new Mistake(
              TRIPS,
              SHOWN,
              "columns: [city, rider_id, position], pseudonyms: {rider_id: version}",
              "open: pseudonyms for a version under min_count"),
          new Mistake(TRIPS, SHOWN, "columns: [position]", "columns without city"),
          new Mistake(TRIPS, SHOWN, "columns: [city, home]", "the column 'home'"),
          new Mistake(
              TRIPS,
              "at: started_at",
              "at: started_at\n      opens: {after: P30D, to: open, lifts: [time]}",
              "open: limits that age under min_count"),
          new Mistake(
              TRIPS,
              "at: started_at",
              "at: started_at\n      opens: {after: P30D, to: subscriber, lifts: [min_count]}",
              "lifts [min_count]"),
          new Mistake(
              TRIPS,
              "license: CC-BY-4.0",
              "license: CC-BY-4.0, price: {amount: 1, currency: EUR, per: P1M}",
              "a price on open"),
          new Mistake(TRIPS, "license: CC-BY-4.0", "license: my own", "'my own'"),
          new Mistake(TRIPS, ", license: CC-BY-4.0", "", "open: the terms of no city"),
          new Mistake(TRIPS, "open:", "friends:", "the tier 'friends'"),
          new Mistake(FEED, "CC0-1.0", "CC-BY-SA-4.0", TRIPS, "asks for the same licence"),
          new Mistake(FEED, "CC0-1.0", "CC-BY-NC-4.0", TRIPS, "forbids commercial use"),
          new Mistake(FEED, "CC0-1.0", "LicenseRef-Theirs", TRIPS, "is not known"),
          new Mistake(COUNTS, "counted: people", "counted: people\n      subject: area", "both"),
          new Mistake(
              COUNTS,
              "open: {",
              "open: {values: {people: {step: 5}}, ",
              "open: coarse counts under min_count"),
          new Mistake(COUNTS, "[kind, observed_date]", "[colour]", "totals by [colour]"),
          new Mistake(FLOWS, "grid_m: 1000", "grid_m: 500", "not the position of bench.trips"),
          new Mistake(FLOWS, "time: P1D", "time: PT12H", "not the time of bench.trips"),
          new Mistake(FLOWS, "renewal: P1D", "renewal: PT1H", "not the renewal of bench.trips"),
          new Mistake(FLOWS, "delay: P7D", "delay: P6D", "not the delay of bench.trips"),
          new Mistake(FLOWS, "min_count: 5", "min_count: 4", "not the min_count of bench.trips"),
          new Mistake(
              TRIPS, "open:", "friends:", FLOWS, "made of bench.trips, which is not released"),
          new Mistake(
              PLACES,
              "grid_m: 1000",
              "grid_m: 250",
              FLOWS,
              "open: the key [city], which leads to a place in bench.places"));

  private final Path folder;
  private final Consumer<String> tell;

  RefusedTrees(Path folder, Consumer<String> tell) {
    this.folder = folder;
    this.tell = tell;
  }

  Score run() throws IOException {
    Path whole = write(folder.resolve("whole"));
    List<String> missed = new ArrayList<>();
    Catalog.read(List.of(whole)).problems().forEach(p -> missed.add("without mistake: " + p));
    int number = 0;
    for (Mistake mistake : MISTAKES) {
      Path tree = write(folder.resolve("mistake-" + number++));
      Path file = tree.resolve(mistake.file());
      String text = Files.readString(file);
      int at = text.indexOf(mistake.was());
      LeakTree.file(
          file, text.substring(0, at) + mistake.is() + text.substring(at + mistake.was().length()));
      List<Problem> problems = Catalog.read(List.of(tree)).problems();
      if (problems.stream().noneMatch(problem -> isTold(problem, tree, mistake))) {
        missed.add("%s: %s: only %s".formatted(mistake.file(), mistake.is(), problems));
      }
    }
    missed.forEach(tell);
    return new Score(
        "declarations that would give away too much, refused with reason, file and line",
        MISTAKES.size(),
        MISTAKES.size(),
        missed.size(),
        missed.isEmpty() ? "and none without mistake" : missed.getFirst());
  }

  private static boolean isTold(Problem problem, Path tree, Mistake mistake) {
    return problem.file().equals(tree.resolve(mistake.at()))
        && problem.found().contains(mistake.told())
        && problem.line() > 0
        && !problem.expected().isBlank();
  }

  /** The bench's tree, and a table that is made of another. */
  private static Path write(Path tree) throws IOException {
    LeakTree.write(tree);
    LeakTree.file(
        tree.resolve("licences.yaml"),
        """
        CC0-1.0: []
        CC-BY-4.0: [attribution]
        CC-BY-SA-4.0: [attribution, share alike]
        CC-BY-NC-4.0: [attribution, non-commercial]
        """);
    String trips = Files.readString(tree.resolve(TRIPS));
    String alone = trips.replaceAll("(?m)^ +(registered|subscriber|government): .*\\R", "");
    LeakTree.file(
        tree.resolve(FLOWS),
        alone
            .replace("bench.trips", "bench.flows")
            .replace("name: trips", "name: flows")
            .replace("    properties:\n", KEY + "    properties:\n"));
    LeakTree.file(tree.resolve(FLOWS).resolveSibling("query.sql"), QUERY);
    return tree;
  }
}
