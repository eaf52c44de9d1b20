package plaza.release.leak;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Cut;

/** Looks for what happened within the delay, and for times that other columns give away. */
final class Freshness implements Attack {
  @Override
  public String name() {
    return "freshness";
  }

  @Override
  public String description() {
    return "Looks for shown times after the horizon, for more rows than are old enough, and for texts"
        + " that hold a time more finely than it is cut; won by any.";
  }

  @Override
  public Optional<Outcome> on(Target target) {
    boolean isDelayed =
        target.release().findAge().isPresent()
            && (!target.limits().delay().isZero() || !target.limits().renewal().isNone());
    boolean isCut = !target.limits().time().isNone();
    if (!isDelayed && !isCut) {
      return Optional.empty();
    }
    long late = isDelayed ? late(target) : 0;
    long young = isDelayed ? young(target) : 0;
    long written = isCut ? written(target) : 0;
    return Outcome.ofAny(
        late + young + written,
        "%d shown times are within the delay, %d rows more than are old enough, %d texts hold a time"
            .formatted(late, young, written));
  }

  private static long late(Target target) {
    Column isLate = lit(false);
    String zone = target.city().timeZone().getId();
    for (plaza.contract.Column column : target.columns()) {
      if (column.type().startsWith("timestamp")) {
        isLate = isLate.or(coalesce(col(column.name()).gt(lit(target.horizon())), lit(false)));
      } else if (column.type().equals("date")) {
        // The day that the horizon is in has begun before it.
        String day =
            "to_utc_timestamp(cast(`%s` as timestamp), '%s')".formatted(column.name(), zone);
        isLate = isLate.or(coalesce(expr(day).gt(lit(target.horizon())), lit(false)));
      }
    }
    return target.released().where(isLate).count();
  }

  // Of rows that are shown like a young one no more must be shown than are old enough, or were.
  private static long young(Target target) {
    AsShown asShown = new AsShown(target);
    List<String> traits = target.traits();
    Column end = asShown.end().orElseThrow();
    Column isYoung = coalesce(end.gt(lit(target.horizon())), lit(true));
    Row first =
        target
            .precise()
            .where(isYoung)
            .agg(count(lit(1)), min(asShown.begin(target.release().findAge().orElseThrow())))
            .first();
    if (first.getLong(0) == 0) {
      return 0;
    }
    Column isNear = near(target, first);
    Dataset<Row> young =
        grouped(asShown.of(target.precise().where(isYoung), traits), AsShown.PREFIX, traits)
            .select("_group")
            .distinct();
    Dataset<Row> shown =
        grouped(asShown.again(target.released().where(isNear), traits), AsShown.PREFIX, traits)
            .join(young, new String[] {"_group"}, "left_semi")
            .withColumn("_version", lit(0))
            .localCheckpoint();
    if (shown.isEmpty()) {
      return 0;
    }
    Dataset<Row> all =
        shown.unionByName(
            grouped(asShown.of(asShown.considered().where(isNear), traits), AsShown.PREFIX, traits)
                .withColumn("_version", lit(1)));
    List<Column> others = new ArrayList<>(List.of(col("_n1"), lit(0)));
    List<Column> numbers = new ArrayList<>(List.of(number(1)));
    for (int i = 0; i < target.former().size(); i++) {
      all =
          all.unionByName(
              grouped(
                      asShown.again(target.former().get(i).where(isNear), traits),
                      AsShown.PREFIX,
                      traits)
                  .withColumn("_version", lit(i + 2)));
      numbers.add(number(i + 2));
      others.add(col("_n" + (i + 2)));
    }
    Row more =
        all.groupBy("_group")
            .agg(number(0), numbers.toArray(Column[]::new))
            .select(
                sum(greatest(col("_n0").minus(greatest(others.toArray(Column[]::new))), lit(0))))
            .first();
    return more.getLong(0);
  }

  // What is shown like the first of the young ones is no older than the cut.
  private static Column near(Target target, Row first) {
    if (target.findShownAge().isEmpty() || first.isNullAt(1)) {
      return lit(true);
    }
    Instant begin =
        first.get(1) instanceof java.sql.Timestamp timestamp
            ? timestamp.toInstant()
            : (Instant) first.get(1);
    Cut cut = target.limits().time();
    Instant near = begin.minus(Duration.ofDays(32L * cut.months() + 1).plusSeconds(cut.seconds()));
    return new AsShown(target).begin(target.findShownAge().get()).geq(lit(near));
  }

  private static Column number(int version) {
    return count(when(col("_version").equalTo(version), lit(1))).as("_n" + version);
  }

  private static Dataset<Row> grouped(Dataset<Row> rows, String prefix, List<String> traits) {
    return rows.select(AsShown.number(prefix, traits).as("_group"));
  }

  /** Texts, such as row numbers, that hold the instant of their own row to the minute. */
  private static long written(Target target) {
    Column holds = lit(false);
    for (plaza.contract.Column text : target.columns()) {
      if (!text.type().equals("varchar") || target.limits().pseudonyms().containsKey(text.name())) {
        continue;
      }
      for (plaza.contract.Column at : target.contract().columns()) {
        if (at.type().startsWith("timestamp")) {
          holds = holds.or(holds(text.name(), at.name(), target));
        }
      }
    }
    return new AsShown(target).considered().where(holds).limit(1_000).count();
  }

  private static Column holds(String text, String at, Target target) {
    Column holds = lit(false);
    for (String zone : List.of("UTC", target.city().timeZone().getId())) {
      for (String format : List.of("yyyyMMddHHmm", "yyyy-MM-dd\\'T\\'HH:mm", "yyyy-MM-dd HH:mm")) {
        holds =
            holds.or(
                expr(
                    "coalesce(contains(`%s`, date_format(from_utc_timestamp(`%s`, '%s'), '%s')), false)"
                        .formatted(text, at, zone, format)));
      }
    }
    Column epoch =
        expr(
            "coalesce(contains(`%s`, cast(unix_seconds(`%s`) as string)), false)"
                .formatted(text, at));
    // What lies on the cut is shown anyway.
    Column cut = new AsShown(target).start(col(at), target.limits().time());
    return holds
        .or(epoch)
        .and(coalesce(cut.lt(expr("date_trunc('MINUTE', `%s`)".formatted(at))), lit(false)));
  }
}
