package plaza.release.leak;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Limits;
import plaza.contract.Tier;

/** Subtracts what was shown before, and what a narrower tier shows, from what is shown now. */
final class Differencing implements Attack {
  @Override
  public String name() {
    return "differencing";
  }

  @Override
  public String description() {
    return "Subtracts former versions and narrower tiers, group by group; won if any difference is"
        + " of fewer than min_count.";
  }

  @Override
  public Optional<Outcome> on(Target target) {
    int least = target.limits().minCount();
    if (least == 1 || (target.former().isEmpty() && target.narrower().isEmpty())) {
      return Optional.empty();
    }
    long versions = 0;
    if (!target.former().isEmpty()) {
      versions = isCell(target) ? values(target, least) : versions(target, least);
    }
    long tiers = 0;
    for (Map.Entry<Tier, Dataset<Row>> each : target.narrower().entrySet()) {
      Limits narrower = target.release().tiers(target.city()).get(each.getKey());
      if (narrower != null && narrower.minCount() > 1) {
        tiers += tiers(target, each.getValue(), least);
      }
    }
    return Outcome.ofAny(
        versions + tiers,
        "%d groups differ from one of %d former versions by fewer than %d, %d from a narrower tier"
            .formatted(versions, target.former().size(), least, tiers));
  }

  /** Whether a shown count is known by the whole key, so that there is one of each. */
  private static boolean isCell(Target target) {
    return target.release().counted() != null
        && target.limits().columns().contains(target.release().counted())
        && target.limits().time().isNone()
        && target.contract().key().stream()
            .allMatch(c ->
                target.traits().contains(c.name())
                    && !target.limits().values().containsKey(c.name()));
  }

  // All counts that were ever shown of a cell, and the least step between two of them.
  private static long values(Target target, int least) {
    Dataset<Row> all = target.released();
    for (Dataset<Row> former : target.former()) {
      all = all.unionByName(former);
    }
    List<String> key = target.contract().key().stream().map(plaza.contract.Column::name).toList();
    return all.groupBy(columns(key))
        .agg(array_sort(collect_set(col(counted(target)))).as("_counts"))
        .where(
            expr(
                "exists(sequence(1, size(_counts)), i -> i > 1 and _counts[i - 1] - _counts[i - 2] < %d)"
                    .formatted(least)))
        .count();
  }

  private static long versions(Target target, int least) {
    List<Dataset<Row>> versions = new ArrayList<>(target.former());
    versions.add(target.released());
    Optional<String> followed = target.findFollowed();
    List<String> group = new ArrayList<>(group(target));
    followed.ifPresent(group::add);
    Dataset<Row> sums = sums(target, versions, group);
    int now = versions.size() - 1;
    List<Column> differences = new ArrayList<>();
    for (int i = 0; i < now; i++) {
      Column difference = abs(col("_n" + i).minus(col("_n" + now)));
      differences.add(followed.isPresent() ? when(difference.gt(0), 1).otherwise(0) : difference);
    }
    Column isIsolated = lit(false);
    List<Column> isolated = new ArrayList<>();
    for (int i = 0; i < now; i++) {
      isolated.add(sum(differences.get(i)).as("_d" + i));
      isIsolated = isIsolated.or(col("_d" + i).between(1, least - 1));
    }
    return sums.groupBy(columns(group(target)))
        .agg(lit(1).as("_group"), isolated.toArray(Column[]::new))
        .where(isIsolated)
        .count();
  }

  // A wider tier is made of what the narrower shows: what it has more of, that one withholds.
  private static long tiers(Target target, Dataset<Row> narrower, int least) {
    List<String> group = group(target);
    List<Column> shown = new ArrayList<>();
    group.forEach(name -> shown.add(col(AsShown.PREFIX + name).as(name)));
    if (target.release().counted() != null) {
      shown.add(col(target.release().counted()));
    }
    Dataset<Row> coarse =
        new AsShown(target).of(narrower, group).select(shown.toArray(Column[]::new));
    return sums(target, List.of(coarse, target.released()), group)
        .where(col("_n1").minus(col("_n0")).between(1, least - 1))
        .count();
  }

  private static Dataset<Row> sums(Target target, List<Dataset<Row>> versions, List<String> group) {
    boolean isCounted =
        target.release().counted() != null
            && target.limits().columns().contains(target.release().counted());
    Dataset<Row> all = null;
    List<Column> sums = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      List<Column> columns = new ArrayList<>();
      group.forEach(name -> columns.add(col(name)));
      columns.add((isCounted ? col(counted(target)) : lit(1)).cast("long").as("_number"));
      columns.add(lit(i).as("_version"));
      Dataset<Row> version = versions.get(i).select(columns.toArray(Column[]::new));
      all = all == null ? version : all.unionByName(version);
      Column number = when(col("_version").equalTo(i), col("_number")).otherwise(0);
      sums.add(sum(number).as("_n" + i));
    }
    return java.util.Objects.requireNonNull(all)
        .groupBy(columns(group))
        .agg(count(lit(1)).as("_rows"), sums.toArray(Column[]::new));
  }

  private static List<String> group(Target target) {
    return target.traits().stream()
        .filter(name -> !name.equals(target.release().counted()))
        .toList();
  }

  private static String counted(Target target) {
    return java.util.Objects.requireNonNull(target.release().counted());
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }
}
