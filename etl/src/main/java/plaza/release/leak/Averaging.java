package plaza.release.leak;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Place;

/** Takes the mean of all positions that were ever shown of a thing that does not move. */
final class Averaging implements Attack {
  // So much nearer does not count: a tenth of what one look is wrong by.
  private static final double ALLOWED = 0.1;
  private static final int THINGS = 5_000;

  @Override
  public String name() {
    return "averaging";
  }

  @Override
  public String description() {
    return "Averages what all versions show of where a fixed thing is; won if that is more than 10 %"
        + " nearer to the truth than a single look.";
  }

  @Override
  public Optional<Outcome> on(Target target) {
    List<String> thing = thing(target);
    if (!(target.limits().position() instanceof Place.Cell)
        || target.isLifted("position")
        || target.points().isEmpty()
        || thing.isEmpty()) {
      return Optional.empty();
    }
    plaza.contract.Column point = target.points().getFirst();
    List<String> box = target.contract().bbox(point);
    Dataset<Row> looks = looks(target.released(), thing, box);
    for (Dataset<Row> former : target.former()) {
      looks = looks.unionByName(looks(former, thing, box));
    }
    Row row =
        looks
            .join(broadcast(fixed(target.precise(), point.name(), thing)), "_thing")
            .groupBy("_thing")
            .agg(
                avg(metres("_x - _tx", "_y - _ty")).as("_one"),
                avg(expr("_x - _tx")).as("_dx"),
                avg(expr("_y - _ty")).as("_dy"),
                max("_ty").as("_ty"))
            .agg(count(lit(1)), avg("_one"), avg(metres("_dx", "_dy")))
            .first();
    if (row.getLong(0) == 0) {
      return Optional.empty();
    }
    double one = row.getDouble(1);
    double all = row.getDouble(2);
    return Outcome.of(
        one == 0 ? 0 : 1 - all / one,
        ALLOWED,
        String.format(
            Locale.ROOT,
            "of %d fixed things one look is wrong by %.1f m, the mean of %d versions by %.1f m",
            row.getLong(0),
            one,
            target.former().size() + 1,
            all));
  }

  /** What tells a thing from others at any time. */
  private static List<String> thing(Target target) {
    return target.contract().key().stream()
        .filter(c -> !c.type().startsWith("timestamp") && !c.type().equals("date"))
        .map(plaza.contract.Column::name)
        .filter(name -> !name.equals("city") && target.traits().contains(name))
        .filter(name -> !target.limits().values().containsKey(name))
        .toList();
  }

  private static Dataset<Row> fixed(Dataset<Row> precise, String point, List<String> thing) {
    return precise
        .where(col(point).isNotNull())
        .select(
            AsShown.number("", thing).as("_thing"),
            expr("ST_X(ST_GeomFromWKB(`%s`))".formatted(point)).as("_tx"),
            expr("ST_Y(ST_GeomFromWKB(`%s`))".formatted(point)).as("_ty"))
        .groupBy("_thing")
        .agg(min("_tx").as("_tx"), min("_ty").as("_ty"), max("_tx").as("_ex"), max("_ty").as("_ey"))
        .where("_tx = _ex and _ty = _ey")
        .select("_thing", "_tx", "_ty")
        .orderBy(org.apache.spark.sql.functions.xxhash64(col("_thing")))
        .limit(THINGS);
  }

  private static Dataset<Row> looks(Dataset<Row> version, List<String> thing, List<String> box) {
    return version.select(
        AsShown.number("", thing).as("_thing"), col(box.get(0)).as("_x"), col(box.get(1)).as("_y"));
  }

  // Near enough over a few kilometres.
  private static Column metres(String x, String y) {
    return expr("111320 * sqrt(pow((%s) * cos(radians(_ty)), 2) + pow(%s, 2))".formatted(x, y));
  }
}
