package plaza.release.leak;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Place;

/**
 * Searches all that is delivered, statistics and metadata included, for values that are not shown:
 * for the extremes of days, which are what statistics keep, and for a sample.
 */
final class FooterStatistics implements Attack {
  private static final int DAYS = 100;
  private static final int SAMPLE = 300;

  @Override
  public String name() {
    return "footer statistics";
  }

  @Override
  public String description() {
    return "Searches every byte of the files and their metadata for hidden coordinates, instants and"
        + " identifiers, the extremes of each day among them; won by any.";
  }

  @Override
  public Optional<Outcome> on(Target target) {
    Map<String, String> hidden = hidden(target);
    if (target.files().isEmpty() || hidden.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Needle> needles = new LinkedHashMap<>();
    for (Row row : sought(target, hidden)) {
      for (int i = 0; i < row.size(); i++) {
        if (!row.isNullAt(i)) {
          Needle needle =
              switch (row.get(i)) {
                case Double number -> Needle.coordinate(number);
                case Instant instant -> Needle.instant(instant);
                case java.sql.Timestamp instant -> Needle.instant(instant.toInstant());
                case Object text -> Needle.text(text.toString());
              };
          needles.put(needle.value(), needle);
        }
      }
    }
    try {
      Map<String, Needles.Hit> found = new LinkedHashMap<>();
      for (Needles.Hit hit : new Needles(needles.values()).in(target.files())) {
        found.putIfAbsent(hit.needle().value(), hit);
      }
      List<String> shown = new Shown(target).of(found.keySet());
      found.keySet().removeAll(shown);
      String example =
          found.values().stream()
              .findFirst()
              .map(hit ->
                  ", one of them as %s in the %s of %s"
                      .formatted(hit.encoding(), hit.part(), hit.file().getFileName()))
              .orElse("");
      return Outcome.ofAny(
          found.size(),
          "of %d hidden values %d are in one of %d files%s"
              .formatted(needles.size(), found.size(), target.files().size(), example));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the tier does not show as it is, by name: an expression over the precise table. */
  private static Map<String, String> hidden(Target target) {
    Map<String, String> hidden = new LinkedHashMap<>();
    for (plaza.contract.Column column : target.contract().columns()) {
      String name = column.name();
      boolean isShown = target.limits().columns().contains(name);
      if ("Point".equals(column.geometryType())) {
        if (!isShown
            || (target.limits().position() instanceof Place.Cell && !target.isLifted("position"))) {
          hidden.put(name + "_x", "ST_X(ST_GeomFromWKB(`%s`))".formatted(name));
          hidden.put(name + "_y", "ST_Y(ST_GeomFromWKB(`%s`))".formatted(name));
        }
      } else if (column.type().startsWith("timestamp")) {
        if (!isShown || (!target.limits().time().isNone() && !target.isLifted("time"))) {
          hidden.put(
              name,
              "if(%s, `%s`, null)"
                  .formatted("unix_micros(`%s`) %% 60000000 <> 0".formatted(name), name));
        }
      } else if (column.type().equals("varchar")
          && (!isShown || target.limits().pseudonyms().containsKey(name))
          && !name.equals("city")) {
        hidden.put(name, "`%s`".formatted(name));
      }
    }
    return hidden;
  }

  private static List<Row> sought(Target target, Map<String, String> hidden) {
    List<Column> values = new ArrayList<>();
    hidden.forEach((name, expression) -> values.add(expr(expression).as("_hidden_" + name)));
    List<Column> extremes = new ArrayList<>();
    hidden
        .keySet()
        .forEach(name -> {
          extremes.add(min("_hidden_" + name));
          extremes.add(max("_hidden_" + name));
        });
    Column day =
        target
            .release()
            .findAge()
            .map(age -> coalesce(unix_date(col(age.name()).cast("date")), lit(0)))
            .orElse(lit(0));
    values.add(day.as("_day"));
    values.add(
        xxhash64(target.contract().key().stream().map(c -> col(c.name())).toArray(Column[]::new))
            .as("_number"));
    Dataset<Row> rows = target.precise().select(values.toArray(Column[]::new));
    List<Row> sought = new ArrayList<>();
    Column[] more = extremes.subList(1, extremes.size()).toArray(Column[]::new);
    sought.add(rows.agg(extremes.getFirst(), more).first());
    sought.addAll(
        rows.groupBy("_day")
            .agg(extremes.getFirst(), more)
            .orderBy(pmod(xxhash64(col("_day")), lit(1_000_003)))
            .limit(DAYS)
            .drop("_day")
            .collectAsList());
    sought.addAll(rows.orderBy("_number").limit(SAMPLE).drop("_day", "_number").collectAsList());
    return sought;
  }
}
