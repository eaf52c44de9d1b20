package plaza.release.leak;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Looks for what too few stand behind, and for withheld counts that totals tell. */
final class SmallCells implements Attack {
  // As many withheld counts as are solved for; those of a large city's month are fewer.
  private static final int UNKNOWNS = 20_000;

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
            ? target.released().where(col(counted).between(1, few - 1)).count()
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
    Column pseudonyms =
        target.findFollowed().map(followed -> countDistinct(col(followed))).orElse(count(lit(1)));
    return target
        .released()
        .withColumn("_group", AsShown.number("", traits))
        .groupBy("_group")
        .agg(count(lit(1)).as("_rows"), pseudonyms.as("_pseudonyms"))
        .join(truth, new String[] {"_group"}, "left")
        .where(
            least(col("_rows"), col("_pseudonyms"), coalesce(col("_subjects"), col("_rows")))
                .lt(few))
        .count();
  }

  private static long solved(Target target, String counted, int few) {
    List<String> cell = target.traits().stream().filter(name -> !name.equals(counted)).toList();
    List<Column> lines = new ArrayList<>();
    for (List<String> total : target.release().totals()) {
      List<Column> by = new ArrayList<>(List.of(lit(lines.size())));
      total.forEach(name -> by.add(col(name)));
      lines.add(xxhash64(by.toArray(Column[]::new)));
    }
    AsShown asShown = new AsShown(target);
    List<Row> withheld =
        asShown
            .of(asShown.considered().where(col(counted).gt(0)), cell)
            .withColumn("_cell", AsShown.number(AsShown.PREFIX, cell))
            .join(
                target.released().select(AsShown.number("", cell).as("_cell")).distinct(),
                new String[] {"_cell"},
                "left_anti")
            .select(col(counted).cast("long"), array(lines.toArray(Column[]::new)).as("_lines"))
            .limit(UNKNOWNS)
            .collectAsList();
    Totals totals = new Totals();
    withheld.forEach(row -> totals.add(row.getLong(0), row.getList(1)));
    return totals.told(few);
  }
}
