package plaza.release.leak;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import plaza.contract.Place;

/** Takes where a pseudonym's days begin and end, and its nights, for where someone lives. */
final class HomeAndWork implements Attack {
  private static final double NEAR_M = 200;
  private static final double ALLOWED = 0.01;
  private static final int ROWS = 500_000;

  @Override
  public String name() {
    return "home and work";
  }

  @Override
  public String description() {
    return "Guesses where a pseudonym's days begin and end; won if that lies within 200 m of the place"
        + " that they are most often at for more than 1 % of subjects, beyond what luck gives in a"
        + " cell that is larger.";
  }

  @Override
  public Optional<Outcome> on(Target target) {
    if (target.findFollowed().isEmpty() || target.points().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Traces.best(target, (traces, points) -> found(target, traces, points)));
  }

  private static Outcome found(Target target, Traces traces, Map<String, List<Long>> shown) {
    Map<String, Habits> homes = homes(target, new ArrayList<>(shown.keySet()));
    Map<String, Set<String>> pseudonyms = new TreeMap<>();
    if (!shown.isEmpty()) {
      for (Row row : traces.candidates(shown).limit(ROWS).collectAsList()) {
        pseudonyms.computeIfAbsent(row.getString(0), s -> new HashSet<>()).add(row.getString(1));
      }
    }
    Map<String, Habits> habits = habits(target, pseudonyms);
    double found = 0;
    Set<String> places = new HashSet<>();
    for (Map.Entry<String, Set<String>> each : pseudonyms.entrySet()) {
      Habits home = homes.get(each.getKey());
      if (home == null) {
        continue;
      }
      places.add(home.favourite().toString());
      // Which of several that were at all the same points is theirs nobody can tell.
      long near =
          each.getValue().stream()
              .map(habits::get)
              .filter(h -> h != null && h.favourite().metres(home.favourite()) < NEAR_M)
              .count();
      found += (double) near / each.getValue().size();
    }
    double luck = luck(target.limits().position(), places.size());
    return Outcome.of(
            homes.isEmpty() ? 0 : found / homes.size(),
            ALLOWED + luck,
            String.format(
                Locale.ROOT,
                "of %d homes %.1f were found within 200 m, of which luck may give %.1f %%",
                homes.size(),
                found,
                100 * luck))
        .orElseThrow();
  }

  // In a cell that is larger than the nearness the middle is near by its share of the area, and by
  // three deviations of so many independent places; a smaller one says where the home is.
  private static double luck(Place position, int places) {
    if (!(position instanceof Place.Cell cell) || cell.metres() * Math.sqrt(0.5) <= NEAR_M) {
      return 0;
    }
    double side = cell.metres();
    double share = Math.min(1, Math.PI * NEAR_M * NEAR_M / (side * side));
    return share + 3 * Math.sqrt(share * (1 - share) / Math.max(1, places));
  }

  /** Where sampled subjects truly are the most often. */
  private static Map<String, Habits> homes(Target target, List<String> subjects) {
    String subject = target.findFollowed().orElseThrow();
    Dataset<Row> sample =
        target.precise().sparkSession().createDataset(subjects, Encoders.STRING()).toDF("_subject");
    List<Column> points = new ArrayList<>();
    for (plaza.contract.Column point : target.points()) {
      points.add(
          expr(
              "struct(ST_X(ST_GeomFromWKB(`%1$s`)) as x, ST_Y(ST_GeomFromWKB(`%1$s`)) as y)"
                  .formatted(point.name())));
    }
    Map<String, Habits> homes = new TreeMap<>();
    target
        .precise()
        .join(broadcast(sample), col(subject).equalTo(col("_subject")))
        .select(col("_subject"), explode(array(points.toArray(Column[]::new))).as("_at"))
        .where("_at.x is not null")
        .select("_subject", "_at.x", "_at.y")
        .limit(ROWS)
        .collectAsList()
        .forEach(row ->
            homes
                .computeIfAbsent(row.getString(0), s -> new Habits())
                .add(row.getDouble(1), row.getDouble(2)));
    return homes;
  }

  /** Where pseudonyms begin and end their days, and are at night. */
  private static Map<String, Habits> habits(Target target, Map<String, Set<String>> pseudonyms) {
    Set<String> all = new HashSet<>();
    pseudonyms.values().forEach(all::addAll);
    String followed = target.findFollowed().orElseThrow();
    Dataset<Row> wanted =
        target
            .precise()
            .sparkSession()
            .createDataset(new ArrayList<>(all), Encoders.STRING())
            .toDF("_pseudonym");
    List<String> start = target.contract().bbox(target.points().getFirst());
    List<String> end = target.contract().bbox(target.points().getLast());
    Column at =
        target.instants().isEmpty()
            ? lit(null).cast("string")
            : from_utc_timestamp(
                    col(target.instants().getFirst().name()), lit(target.city().timeZone().getId()))
                .cast("timestamp_ntz")
                .cast("string");
    Map<String, List<Habits.Stay>> stays = new TreeMap<>();
    target
        .released()
        .join(broadcast(wanted), col(followed).equalTo(col("_pseudonym")))
        .where(col(start.get(0)).isNotNull().and(col(end.get(0)).isNotNull()))
        .select(
            col("_pseudonym"),
            at,
            col(start.get(0)),
            col(start.get(1)),
            col(end.get(0)),
            col(end.get(1)))
        .limit(ROWS)
        .collectAsList()
        .forEach(row ->
            stays
                .computeIfAbsent(row.getString(0), p -> new ArrayList<>())
                .add(
                    new Habits.Stay(
                        row.isNullAt(1)
                            ? LocalDateTime.MIN
                            : LocalDateTime.parse(row.getString(1).replace(' ', 'T')),
                        new Habits.Spot(row.getDouble(2), row.getDouble(3)),
                        new Habits.Spot(row.getDouble(4), row.getDouble(5)))));
    Map<String, Habits> habits = new TreeMap<>();
    stays.forEach((pseudonym, each) -> habits.put(pseudonym, Habits.of(each)));
    return habits;
  }
}
