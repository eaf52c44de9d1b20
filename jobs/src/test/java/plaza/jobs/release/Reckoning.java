package plaza.jobs.release;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import plaza.contract.City;
import plaza.contract.Coarse;
import plaza.contract.Column;
import plaza.contract.Cut;
import plaza.contract.Limits;
import plaza.contract.Opening;
import plaza.contract.Place;
import plaza.contract.Release;

/**
 * What a tier may show of a row, reckoned in plain Java from what its limits say in words, and not
 * as it is made.
 *
 * @param narrowest whose precision ageing lifts to
 */
record Reckoning(Release release, City city, Limits limits, Limits narrowest, Instant asOf) {
  private static final double EARTH_M = 6_371_008.8;
  private static final String PSEUDONYM = "[0-9a-f]{32}";

  /** The rows of a table, a Point as longitude and latitude and any other geometry as it is. */
  static List<Map<String, Object>> rows(Dataset<Row> table) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Row row : table.collectAsList()) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (String column : table.columns()) {
        Object value = row.get(row.fieldIndex(column));
        if (value != null) {
          values.put(column, value instanceof byte[] wkb ? geometry(wkb) : value);
        }
      }
      rows.add(values);
    }
    return rows;
  }

  // OGC 06-103r4, 8.2: the order of bytes, the type (1 is a Point), and its coordinates.
  private static Object geometry(byte[] wkb) {
    ByteBuffer bytes =
        ByteBuffer.wrap(wkb).order(wkb[0] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    return bytes.getInt(1) == 1
        ? List.of(bytes.getDouble(5), bytes.getDouble(13))
        : ByteBuffer.wrap(wkb);
  }

  /** When all is over that the tier shows of a row. */
  Instant end(Map<String, Object> row) {
    Instant end = instant(row.get(Objects.requireNonNull(release.at())), true);
    for (String column : limits.columns()) {
      if (row.get(column) instanceof Instant other && other.isAfter(end)) {
        end = other;
      }
    }
    return end;
  }

  private Instant instant(@Nullable Object age, boolean isEnd) {
    return age instanceof LocalDate day
        ? day.plusDays(isEnd ? 1 : 0).atStartOfDay(city.timeZone()).toInstant()
        : (Instant) Objects.requireNonNull(age);
  }

  /** Whether a row is old enough to be shown; one without an age only where nobody waits. */
  boolean isShowable(Map<String, Object> row) {
    if (release.at() != null && !row.containsKey(release.at())) {
      return limits.delay().isZero() && limits.renewal().isNone();
    }
    return release.at() == null
        || !end(row).isAfter(cut(asOf.minus(limits.delay()), limits.renewal(), city.timeZone()));
  }

  /** The last second at which the tier may not show what ended at an instant. */
  Instant before(Instant end) {
    Cut renewal = limits.renewal();
    ZoneId zone = city.timeZone();
    Instant renewed = end;
    if (!cut(end, renewal, zone).equals(end)) {
      LocalDate day = end.atZone(zone).toLocalDate();
      LocalDate next =
          renewal.months() > 0
              ? month(day, renewal.months()).plusMonths(renewal.months())
              : day.plusDays(1);
      renewed = next.atStartOfDay(zone).toInstant();
      Instant later = cut(end, renewal, zone).plusSeconds(renewal.seconds());
      if (renewal.months() == 0 && later.isBefore(renewed)) {
        renewed = later;
      }
    }
    return renewed.plus(limits.delay()).minusSeconds(1);
  }

  /** Whether a row may be what the tier shows of a row of the table. */
  boolean isOf(Map<String, Object> shown, Map<String, Object> row) {
    boolean isOld =
        ages() && !end(row).isAfter(asOf.minus(release.findOpening().orElseThrow().after()));
    return isOf(shown, row, isOld);
  }

  /** Whether a row can be told from one that the next narrower tier shows. */
  boolean isToldFrom(Map<String, Object> shown, Map<String, Object> narrower) {
    return isOf(shown, narrower, false) || (ages() && isOf(shown, narrower, true));
  }

  private boolean ages() {
    return release.findOpening().filter(o -> o.to().compareTo(limits.tier()) <= 0).isPresent();
  }

  private boolean isOf(Map<String, Object> shown, Map<String, Object> row, boolean isOld) {
    return limits.columns().stream().allMatch(column -> isOf(column, shown, row, isOld));
  }

  private boolean isOf(
      String name, Map<String, Object> shown, Map<String, Object> row, boolean isOld) {
    @Nullable Object value = shown.get(name);
    @Nullable Object of = row.get(name);
    if (of == null) {
      return value == null;
    }
    if (limits.pseudonyms().containsKey(name)) {
      return value instanceof String text && text.matches(PSEUDONYM) && !text.equals(of);
    }
    Limits here = isOld ? lifted() : limits;
    if (here.values().containsKey(name)) {
      @Nullable BigDecimal down = down(new BigDecimal(of.toString()), here.values().get(name));
      return down == null
          ? value == null
          : value != null && new BigDecimal(value.toString()).compareTo(down) == 0;
    }
    if (of instanceof Instant instant) {
      return cut(instant, here.time(), city.timeZone()).equals(value);
    }
    if (of instanceof LocalDate day && here.time().months() > 0) {
      return month(day, here.time().months()).equals(value);
    }
    if (of instanceof List<?> point && here.position() instanceof Place.Cell cell) {
      return value instanceof List<?> middle && isMiddle(middle, point, cell.metres());
    }
    return of.equals(value);
  }

  private Limits lifted() {
    Opening opening = release.findOpening().orElseThrow();
    return new Limits(
        limits.tier(),
        limits.columns(),
        opening.lifts().contains("position") ? narrowest.position() : limits.position(),
        opening.lifts().contains("time") ? narrowest.time() : limits.time(),
        limits.renewal(),
        limits.delay(),
        limits.minCount(),
        opening.lifts().contains("values") ? narrowest.values() : limits.values(),
        limits.pseudonyms(),
        limits.where(),
        limits.offer(),
        limits.line());
  }

  // No further than half a cell's diagonal, a sphere being wrong by half a percent; and no digits
  // are left of where it was.
  private static boolean isMiddle(List<?> middle, List<?> point, long side) {
    return distance(middle, point) <= side * Math.sqrt(0.5) * 1.01
        && middle.stream().allMatch(x -> BigDecimal.valueOf((Double) x).scale() <= 6);
  }

  /** Metres between two points. */
  static double distance(List<?> a, List<?> b) {
    double latitude = Math.toRadians(((Double) a.get(1) + (Double) b.get(1)) / 2);
    double x = Math.toRadians((Double) a.get(0) - (Double) b.get(0)) * Math.cos(latitude) * EARTH_M;
    double y = Math.toRadians((Double) a.get(1) - (Double) b.get(1)) * EARTH_M;
    return Math.hypot(x, y);
  }

  private static @Nullable BigDecimal down(BigDecimal value, @Nullable Coarse coarse) {
    return switch (Objects.requireNonNull(coarse)) {
      case Coarse.Step step ->
          value.divide(step.step(), 0, RoundingMode.FLOOR).multiply(step.step());
      case Coarse.Classes classes ->
          classes.bounds().stream()
              .filter(bound -> bound.compareTo(value) <= 0)
              .reduce((lower, upper) -> upper)
              .orElse(null);
    };
  }

  private static Instant cut(Instant instant, Cut cut, ZoneId zone) {
    if (cut.isNone()) {
      return instant;
    }
    LocalDate day = instant.atZone(zone).toLocalDate();
    if (cut.months() > 0) {
      return month(day, cut.months()).atStartOfDay(zone).toInstant();
    }
    Instant start = day.atStartOfDay(zone).toInstant();
    long periods = Duration.between(start, instant).dividedBy(Duration.ofSeconds(cut.seconds()));
    return start.plusSeconds(periods * cut.seconds());
  }

  private static LocalDate month(LocalDate day, int months) {
    return LocalDate.of(day.getYear(), (day.getMonthValue() - 1) / months * months + 1, 1);
  }

  /** What rows agree in that are one group. */
  List<@Nullable Object> group(Map<String, Object> shown) {
    List<@Nullable Object> group = new ArrayList<>();
    for (String column : limits.columns()) {
      group.add(limits.pseudonyms().containsKey(column) ? null : shown.get(column));
    }
    return group;
  }

  /** The table's geometries that the tier shows. */
  List<Column> places() {
    return release.contract().geometries().stream()
        .filter(column -> limits.columns().contains(column.name()))
        .toList();
  }
}
