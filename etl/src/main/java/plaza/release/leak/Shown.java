package plaza.release.leak;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.round;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which hidden values are shown all the same, because another's happens to be equal. */
final class Shown {
  private static final int DECIMALS = 6;
  private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+(E-?\\d+)?");

  private final Target target;

  Shown(Target target) {
    this.target = target;
  }

  /**
   * Those of some values that any former or present row shows, as a coordinate, or the first digits
   * of one, or as a text.
   */
  List<String> of(Collection<String> values) {
    if (values.isEmpty()) {
      return List.of();
    }
    Map<String, String> wanted = new HashMap<>();
    for (String value : values) {
      wanted.put(value, value);
      if (NUMBER.matcher(value).matches()) {
        BigDecimal exact = new BigDecimal(value);
        wanted.put(key(exact, RoundingMode.HALF_UP), value);
        wanted.put(key(exact, RoundingMode.DOWN), value);
      }
    }
    List<Column> shown = new ArrayList<>();
    target.points().stream()
        .flatMap(p -> target.contract().bbox(p).stream().limit(2))
        .forEach(c -> shown.add(round(col(c).cast("decimal(20,12)"), DECIMALS).cast("string")));
    target.columns().stream()
        .filter(c -> c.type().equals("varchar"))
        .filter(c -> target.traits().contains(c.name()))
        .forEach(c -> shown.add(col(c.name())));
    if (shown.isEmpty()) {
      return List.of();
    }
    // A shown place begins with the digits of a hidden one that is said less precisely.
    List<String> begins = values.stream().filter(value -> NUMBER.matcher(value).matches()).toList();
    Column isEqual = col("_value").isin(wanted.keySet().toArray());
    for (String begin : begins) {
      isEqual = isEqual.or(col("_value").startsWith(begin));
    }
    List<String> equal = new ArrayList<>();
    for (Dataset<Row> version :
        Stream.concat(Stream.of(target.released()), target.former().stream()).toList()) {
      version
          .select(explode(array(shown.toArray(Column[]::new))).as("_value"))
          .where(isEqual)
          .distinct()
          .collectAsList()
          .forEach(row -> {
            String value = row.getString(0);
            equal.add(wanted.getOrDefault(value, ""));
            begins.stream().filter(value::startsWith).forEach(equal::add);
          });
    }
    return equal;
  }

  private static String key(BigDecimal exact, RoundingMode mode) {
    return exact.setScale(DECIMALS, mode).toPlainString();
  }
}
