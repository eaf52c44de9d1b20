package plaza.release.leak;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.release.Totals;

/** Looks for what too few stand behind, and for withheld counts that totals tell. */
final class SmallCells implements Attack {
  // As many withheld counts as are solved for; those of a large city's month are fewer.
  private static final int UNKNOWNS = 200_000;

  @Override
  public String name() {
    return "small cells";
  }

  @Override
  public String description() {
    return "Looks for groups of equal rows, and for counts, shown or solved for by known totals,"
        + " that fewer than min_count stand behind; won by any.";
  }

  @Override
  public Optional<Outcome> on(Target target) {
    int few = target.limits().minCount();
    if (few == 1) {
      return Optional.empty();
    }
    String counted = target.release().counted();
    if (counted == null) {
      long groups = groups(target, few);
      return Outcome.ofAny(
          groups, "%d groups of fewer than %d subjects are shown".formatted(groups, few));
    }
    long shown =
        target.limits().columns().contains(counted)
            ? target.released().where(col(counted).lt(few)).count()
            : 0;
    long solved = target.release().totals().isEmpty() ? 0 : solved(target, counted, few);
    return Outcome.ofAny(
        shown + solved,
        "%d counts below %d are shown, %d more follow from totals".formatted(shown, few, solved));
  }

  // Rows, pseudonyms and true subjects are counted: whichever are the fewest were seen.
  private static long groups(Target target, int few) {
    String subject = Objects.requireNonNull(target.release().subject());
    List<String> traits = target.traits();
    AsShown asShown = new AsShown(target);
    Dataset<Row> truth =
        asShown
            .of(asShown.considered().where(col(subject).isNotNull()), traits)
            .select(
                AsShown.number(AsShown.PREFIX, traits).as("_group"),
                xxhash64(col(subject)).as("_subject"))
            .distinct()
            .groupBy("_group")
            .agg(count(lit(1)).as("_subjects"));
    Column subjects = when(col("_is_same"), col("_rows")).otherwise(col("_subjects"));
    return sizes(target, target.released(), traits)
        .join(asBefore(target, traits), new String[] {"_group", "_rows", "_pseudonyms"}, "left")
        .join(truth, new String[] {"_group"}, "left")
        .where(least(col("_rows"), col("_pseudonyms"), coalesce(subjects, col("_rows"))).lt(few))
        .count();
  }

  private static Dataset<Row> sizes(Target target, Dataset<Row> shown, List<String> traits) {
    Column pseudonyms =
        target.findFollowed().map(followed -> countDistinct(col(followed))).orElse(count(lit(1)));
    return shown
        .withColumn("_group", AsShown.number("", traits))
        .groupBy("_group")
        .agg(count(lit(1)).as("_rows"), pseudonyms.as("_pseudonyms"));
  }

  // Where some turn out to have been elsewhere, too few may be left behind a group: to go on
  // showing it as it was tells nobody so.
  private static Dataset<Row> asBefore(Target target, List<String> traits) {
    List<Dataset<Row>> former = target.former();
    Dataset<Row> last = former.isEmpty() ? target.released().limit(0) : former.getLast();
    return sizes(target, last, traits).withColumn("_is_same", lit(true));
  }

  /** How many withheld counts, and sums of several of them, are told by totals. */
  private static long solved(Target target, String counted, int few) {
    List<String> cell = target.traits().stream().filter(name -> !name.equals(counted)).toList();
    AsShown asShown = new AsShown(target);
    Dataset<Row> cells =
        asShown
            .of(asShown.considered().where(col(counted).isNotNull()), cell)
            .withColumn("_cell", AsShown.number(AsShown.PREFIX, cell))
            .join(
                target
                    .released()
                    .select(AsShown.number("", cell).as("_cell"), lit(true).as("_shown"))
                    .distinct(),
                new String[] {"_cell"},
                "left_outer")
            .select(
                col(counted).cast("long").as("_count"),
                col("_shown").isNull().as("_withheld"),
                Totals.lines(target.release().totals()).as("_lines"));
    Totals totals = new Totals();
    cells
        .where(col("_withheld"))
        .limit(UNKNOWNS)
        .collectAsList()
        .forEach(row -> totals.add(row.getLong(0), row.getList(2)));
    // Where nothing is shown under a total, its sum is the total, which others published.
    long sums =
        cells
            .select(col("_count"), col("_withheld"), explode(col("_lines")).as("_line"))
            .groupBy("_line")
            .agg(
                sum(when(col("_withheld"), col("_count"))).as("_sum"),
                count(when(col("_withheld"), lit(1))).as("_several"),
                min("_withheld").as("_whole"))
            .where(not(col("_whole")).and(col("_several").gt(1)))
            .where(col("_sum").between(1, few - 1))
            .count();
    return totals.told(few).size() + sums;
  }
}
