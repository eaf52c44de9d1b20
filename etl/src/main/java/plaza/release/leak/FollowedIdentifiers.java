package plaza.release.leak;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Rotation;

/** Looks for pseudonyms that outlive what they were declared for. */
final class FollowedIdentifiers implements Attack {
  @Override
  public String name() {
    return "followed identifiers";
  }

  @Override
  public String description() {
    return "Looks for one pseudonym in two periods, or in two versions where each has its own; won by"
        + " any.";
  }

  @Override
  public Optional<Outcome> on(Target target) {
    long followed = 0;
    boolean isTried = false;
    for (Map.Entry<String, Rotation> each : target.limits().pseudonyms().entrySet()) {
      boolean isPerVersion = each.getValue().isPerVersion() || target.release().findAge().isEmpty();
      if (isPerVersion ? !target.former().isEmpty() : target.findShownAge().isPresent()) {
        isTried = true;
        followed += followed(target, each.getKey(), isPerVersion ? null : each.getValue());
      }
    }
    return isTried
        ? Outcome.ofAny(
            followed, "%d pseudonyms stand for the same beyond their time".formatted(followed))
        : Optional.empty();
  }

  private static long followed(
      Target target, String column, @org.jspecify.annotations.Nullable Rotation rotation) {
    Dataset<Row> all = pairs(target, target.released(), column, rotation, 0);
    for (int i = 0; i < target.former().size(); i++) {
      all = all.unionByName(pairs(target, target.former().get(i), column, rotation, i + 1));
    }
    return all.where(col("_pseudonym").isNotNull())
        .groupBy("_pseudonym")
        .agg(countDistinct(col("_period")).as("_periods"))
        .where(col("_periods").gt(1))
        .count();
  }

  // Where instants are cut to more than a period, two of them are two periods all the more.
  private static Dataset<Row> pairs(
      Target target,
      Dataset<Row> version,
      String column,
      @org.jspecify.annotations.Nullable Rotation rotation,
      int number) {
    AsShown asShown = new AsShown(target);
    Column period =
        rotation == null
            ? lit(number).cast("long")
            : asShown
                .start(asShown.begin(target.findShownAge().orElseThrow()), rotation.period())
                .cast("long");
    return version.select(col(column).as("_pseudonym"), period.as("_period")).distinct();
  }
}
