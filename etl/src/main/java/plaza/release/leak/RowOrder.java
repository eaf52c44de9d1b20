package plaza.release.leak;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_micros;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import plaza.contract.Place;

/**
 * Looks whether rows that are shown alike lie in the order of what is not shown: of where they
 * precisely are, of when, of who stands behind them, or of how they came in.
 */
final class RowOrder implements Attack {
  // A rank correlation, or share of pseudonyms that the order alone told, above what chance gives.
  private static final double ALLOWED = 0.1;
  private static final long ROWS = 50_000;
  private static final UserDefinedFunction INTERLEAVED =
      udf(
          (UDF2<@Nullable Double, @Nullable Double, @Nullable Double>) RowOrder::interleaved,
          DataTypes.DoubleType);

  @Override
  public String name() {
    return "row order";
  }

  @Override
  public String description() {
    return "Compares the order of rows that are shown alike with the order of their hidden places,"
        + " times and subjects; won if a rank correlation, or the share of pseudonyms told, is above"
        + " 0.1 and beyond chance.";
  }

  @Override
  public Optional<Outcome> on(Target target) {
    List<String> coarse = coarse(target);
    Optional<String> followed = target.findFollowed();
    if (coarse.isEmpty() && followed.isEmpty()) {
      return Optional.empty();
    }
    List<String> traits = target.traits();
    List<String> plain =
        traits.stream().filter(name -> !coarse.contains(name) && !name.equals("city")).toList();
    AsShown asShown = new AsShown(target);
    long share = Math.max(1, target.released().count() / ROWS);
    Column isSampled = pmod(col("_group"), lit(share)).equalTo(0);
    List<Column> texts =
        new ArrayList<>(List.of(followed.map(f -> col(f)).orElse(lit(null).cast("string"))));
    plain.forEach(name -> texts.add(col(name).cast("string")));
    List<Row> hidden =
        asShown
            .of(asShown.considered().withColumn("_row", monotonically_increasing_id()), traits)
            .select(
                AsShown.number(AsShown.PREFIX, traits).as("_group"),
                subject(target),
                array(orders(target).toArray(Column[]::new)))
            .where(isSampled)
            .collectAsList();
    Dataset<Row> rows = target.released().withColumn("_row", monotonically_increasing_id());
    Column[] sequenced = {
      AsShown.number(AsShown.PREFIX, traits).as("_group"),
      AsShown.number(AsShown.PREFIX, coarse.isEmpty() ? traits : coarse),
      col("_row"),
      array(texts.toArray(Column[]::new))
    };
    Sequence sequence =
        new Sequence(
            AsShown.exactly(rows, traits).select(sequenced).where(isSampled).collectAsList(),
            hidden);
    if (!sequence.isMatched()) {
      // Not shown as declared: both are made coarse.
      sequence =
          new Sequence(
              asShown.again(rows, traits).select(sequenced).where(isSampled).collectAsList(),
              hidden);
    }
    double placed = coarse.isEmpty() || plain.isEmpty() ? 0 : sequence.correlation();
    double told = followed.isEmpty() ? 0 : sequence.told();
    return Outcome.of(
        Math.max(placed, told),
        ALLOWED,
        String.format(
            Locale.ROOT,
            "within what is shown alike order goes with hidden order by %.2f, and tells %.0f %% of"
                + " pseudonyms beyond chance",
            placed,
            100 * told));
  }

  private static Column subject(Target target) {
    String subject = target.release().subject();
    return subject == null ? lit(null).cast("string") : col(subject);
  }

  /** The shown columns whose values are more than one precise value. */
  private static List<String> coarse(Target target) {
    return target.columns().stream()
        .filter(c ->
            (c.isGeometry() && target.limits().position() instanceof Place.Cell)
                || (c.type().startsWith("timestamp") && !target.limits().time().isNone())
                || (c.type().equals("date") && target.limits().time().months() > 0)
                || target.limits().values().containsKey(c.name()))
        .map(plaza.contract.Column::name)
        .toList();
  }

  // As numbers: x, y and both interleaved; instants; the table's own order.
  private static List<Column> orders(Target target) {
    List<Column> orders = new ArrayList<>();
    for (plaza.contract.Column column : target.contract().columns()) {
      if ("Point".equals(column.geometryType())) {
        Column x = expr("ST_X(ST_GeomFromWKB(`%s`))".formatted(column.name()));
        Column y = expr("ST_Y(ST_GeomFromWKB(`%s`))".formatted(column.name()));
        orders.addAll(List.of(x, y, INTERLEAVED.apply(x, y)));
      } else if (column.type().startsWith("timestamp")) {
        orders.add(unix_micros(col(column.name())).cast("double"));
      }
    }
    orders.add(col("_row").cast("double"));
    return orders.stream().map(order -> coalesce(order, lit(-1e300))).toList();
  }

  // The order of a space-filling curve, to a metre or so.
  private static @Nullable Double interleaved(@Nullable Double x, @Nullable Double y) {
    if (x == null || y == null) {
      return null;
    }
    long east = (long) ((x + 180) / 360 * (1 << 25));
    long north = (long) ((y + 90) / 180 * (1 << 25));
    long both = 0;
    for (int bit = 24; bit >= 0; bit--) {
      both = both << 2 | (east >> bit & 1) << 1 | (north >> bit & 1);
    }
    return (double) both;
  }
}
