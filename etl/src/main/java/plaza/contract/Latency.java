package plaza.contract;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How old the newest value of a column may be when its feed is fetched (ODCS v3.1, "Service-Level
 * Agreement", the property {@code latency}).
 */
public record Latency(String column, Duration atMost) {
  /** Reads the latency of {@code slaProperties}; hours and how often are of {@link Sla}. */
  static Optional<Latency> read(Yaml contract, DatasetName dataset, List<Column> columns) {
    Optional<Latency> latency = Optional.empty();
    for (Yaml property : contract.list("slaProperties")) {
      String name = property.text("property").toLowerCase(Locale.ROOT);
      if (name.equals("latency") || name.equals("ly")) {
        if (latency.isPresent()) {
          property.problem("a second latency", "one");
        }
        latency = Optional.of(latency(property, dataset, columns));
      }
    }
    return latency;
  }

  private static Latency latency(Yaml property, DatasetName dataset, List<Column> columns) {
    String element = property.text("element", "");
    String column =
        element.startsWith(dataset.table() + ".")
            ? element.substring(dataset.table().length() + 1)
            : element;
    if (columns.stream().noneMatch(c -> c.name().equals(column) && isInstant(c))) {
      property.problem(
          "the element '" + element + "'",
          "one of " + columns.stream().filter(Latency::isInstant).map(Column::name).toList());
    }
    String unit = property.text("unit", "d");
    Duration atMost =
        property
            .require("value")
            .flatMap(v -> v.as("a number with the unit d, h or m", t -> duration(t, unit)))
            .orElse(Duration.ZERO);
    return new Latency(column, atMost);
  }

  private static boolean isInstant(Column column) {
    return column.type().startsWith("timestamp");
  }

  private static Duration duration(String value, String unit) {
    long number = Long.parseLong(value);
    return switch (unit) {
      case "d", "day", "days" -> Duration.ofDays(number);
      case "h", "hr", "hour", "hours" -> Duration.ofHours(number);
      case "m", "min", "minute", "minutes" -> Duration.ofMinutes(number);
      default -> throw new IllegalArgumentException(unit);
    };
  }
}
