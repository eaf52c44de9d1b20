package plaza.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a table of observations is watched for, measured against its own days before: the
 * customProperty {@code watch}. A part that is null is not watched.
 *
 * @param at the column of the instant of an observation
 * @param by the column of its local day
 * @param series the columns that name one sensor
 * @param days how many days before a day are its past
 * @param atLeast how many of them must have rows; with fewer, nothing is said
 * @param future how far ahead of its fetching an observation may claim to be
 */
public record Watch(
    String at,
    String by,
    List<String> series,
    int days,
    int atLeast,
    @Nullable Volume volume,
    @Nullable Shift shift,
    @Nullable Silent silent,
    @Nullable Frozen frozen,
    @Nullable Duration future) {

  /** Rows of a day, as a share of the median of its past. */
  public record Volume(double minShare, @Nullable Double maxShare, boolean isError) {}

  /** A tenth of a day's values lie beyond what the past's values were, by a factor. */
  public record Shift(List<String> columns, double factor, boolean isError) {}

  /** A sensor that was heard of in the past has not been for so long. */
  public record Silent(Duration after, boolean isError) {}

  /**
   * A sensor has given the same value for so long, never so in its past, and in so many readings
   * that it is no chance.
   */
  public record Frozen(List<String> columns, Duration after, boolean isError) {}

  private static final int DAYS = 7;
  private static final int AT_LEAST = 3;

  /** Reads the value of the customProperty; empty on a problem. */
  static Optional<Watch> read(Yaml yaml, List<Column> columns) {
    yaml.allow("at", "series", "past", "volume", "shift", "silent", "frozen", "future");
    String at = yaml.text("at");
    String by = at.replaceFirst("_at$", "_date");
    if (columns.stream().noneMatch(c -> c.name().equals(at) && c.type().startsWith("timestamp"))
        || columns.stream().noneMatch(c -> c.name().equals(by) && c.type().equals("date"))) {
      yaml.problem("at '" + at + "'", "a timestamp x_at with its local day x_date beside it");
    }
    List<String> series = named(yaml, "series", columns, c -> true);
    int days = DAYS;
    int atLeast = AT_LEAST;
    Optional<Yaml> past = yaml.find("past");
    if (past.isPresent()) {
      past.get().allow("days", "at_least");
      days = past.get().as("days", "a number of days", Watch::ordinal).orElse(DAYS);
      atLeast = past.get().as("at_least", "a number of days", Watch::ordinal).orElse(AT_LEAST);
    }
    if (atLeast > days) {
      past.orElse(yaml)
          .problem("at_least " + atLeast + " of " + days + " days", "no more than the days");
    }
    return Optional.of(
        new Watch(
            at,
            by,
            series,
            days,
            atLeast,
            yaml.find("volume").map(Watch::volume).orElse(null),
            yaml.find("shift").map(s -> shift(s, columns)).orElse(null),
            yaml.find("silent").map(Watch::silent).orElse(null),
            yaml.find("frozen").map(f -> frozen(f, columns)).orElse(null),
            yaml.as("future", "a duration such as PT10M", Watch::duration).orElse(null)));
  }

  private static Volume volume(Yaml yaml) {
    yaml.allow("min_share", "max_share", "severity");
    double least =
        yaml.require("min_share")
            .flatMap(v -> v.as("a share from 0 to 1", Watch::share))
            .orElse(0.0);
    Optional<Double> most = yaml.as("max_share", "a number above 1", text -> above(1, text));
    return new Volume(least, most.orElse(null), Quality.isError(yaml, true));
  }

  private static Shift shift(Yaml yaml, List<Column> columns) {
    yaml.allow("columns", "factor", "severity");
    double factor =
        yaml.require("factor")
            .flatMap(v -> v.as("a number above 1", text -> above(1, text)))
            .orElse(2.0);
    return new Shift(
        named(yaml, "columns", columns, Watch::isNumber), factor, Quality.isError(yaml, true));
  }

  private static Silent silent(Yaml yaml) {
    yaml.allow("after", "severity");
    return new Silent(after(yaml), Quality.isError(yaml, false));
  }

  private static Frozen frozen(Yaml yaml, List<Column> columns) {
    yaml.allow("columns", "after", "severity");
    return new Frozen(
        named(yaml, "columns", columns, c -> !c.isGeometry()),
        after(yaml),
        Quality.isError(yaml, false));
  }

  private static Duration after(Yaml yaml) {
    return yaml.require("after")
        .flatMap(v -> v.as("a duration such as PT6H", Watch::duration))
        .orElse(Duration.ofDays(1));
  }

  private static List<String> named(
      Yaml yaml, String key, List<Column> columns, Predicate<Column> fits) {
    List<String> fitting = columns.stream().filter(fits).map(Column::name).toList();
    List<String> names = new ArrayList<>();
    for (Yaml name : yaml.require(key).map(Yaml::elements).orElse(List.of())) {
      if (fitting.contains(name.text())) {
        names.add(name.text());
      } else {
        name.problem("the column '" + name.text() + "'", "one of " + fitting);
      }
    }
    return List.copyOf(names);
  }

  private static boolean isNumber(Column column) {
    return column.type().matches("integer|bigint|double|decimal.*");
  }

  private static Duration duration(String text) {
    Duration duration = Duration.parse(text);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(text);
    }
    return duration;
  }

  private static Integer ordinal(String text) {
    int number = Integer.parseInt(text);
    if (number < 1 || number > 366) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }

  private static Double share(String text) {
    double share = Double.parseDouble(text);
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(text);
    }
    return share;
  }

  private static Double above(double bound, String text) {
    double number = Double.parseDouble(text);
    if (!(number > bound && Double.isFinite(number))) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }
}
