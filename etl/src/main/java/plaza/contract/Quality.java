package plaza.contract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule that a built table is held against (ODCS v3.1, "Data Quality", types library and sql).
 *
 * @param about what it says of itself: its description, or else its name; may be empty
 * @param isPercent whether what is counted is compared as a percentage of the rows
 * @param isError whether breaking it fails the build; else it is noted
 */
public record Quality(
    String about,
    Measure measure,
    boolean isPercent,
    Threshold threshold,
    boolean isError,
    int line) {

  /** What is counted. */
  public sealed interface Measure {
    /** Rows of the table. */
    record RowCount() implements Measure {}

    /** Nulls of a column. */
    record NullValues(String column) implements Measure {}

    /** Nulls of a column, and texts that stand for one. */
    record MissingValues(String column, List<String> texts) implements Measure {}

    /** Values that are none of those listed, where any are, or do not hold the pattern. */
    record InvalidValues(String column, List<String> validValues, @Nullable String pattern)
        implements Measure {}

    /** Values, of one column or several together, that occur more than once; nulls never do. */
    record DuplicateValues(List<String> columns) implements Measure {}

    /** The one value that a query gives. */
    record Query(String sql) implements Measure {}
  }

  private static final Set<String> KEYS =
      Set.of(
          "id",
          "name",
          "description",
          "type",
          "metric",
          "arguments",
          "unit",
          "query",
          "dimension",
          "method",
          "severity",
          "businessImpact",
          "customProperties",
          "tags",
          "authoritativeDefinitions");

  private static final String LIBRARY =
      "nullValues, missingValues, invalidValues, duplicateValues (of a property), duplicateValues"
          + " or rowCount (of the object)";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$?\\{(\\w+)}");

  /**
   * Reads the list under {@code quality}, of a property or of the object.
   *
   * @param column the property's name, or null for the object's own
   * @param columns the names of all properties
   */
  static List<Quality> read(
      Yaml owner, DatasetName dataset, @Nullable String column, Set<String> columns) {
    List<Quality> rules = new ArrayList<>();
    for (Yaml rule : owner.list("quality")) {
      switch (rule.text("type", "library")) {
        case "text" -> {
          // Said to people; the standard foresees no check of it.
        }
        case "library" -> {
          allow(rule);
          measure(rule, column, columns).flatMap(m -> rule(rule, m)).ifPresent(rules::add);
        }
        case "sql" -> {
          allow(rule);
          rule.require("query")
              .map(query -> new Measure.Query(query(query, dataset, column)))
              .flatMap(m -> rule(rule, m))
              .ifPresent(rules::add);
        }
        case "custom" ->
            rule.problem(
                "a rule for the engine '" + rule.text("engine", "") + "'",
                "type library or sql: Plaza runs no other engine");
        default ->
            rule.problem("the type '" + rule.text("type") + "'", "text, library, sql or custom");
      }
    }
    return rules;
  }

  private static void allow(Yaml rule) {
    if (rule.find("schedule").isPresent() || rule.find("scheduler").isPresent()) {
      rule.problem("a schedule", "none: rules are held against every build before it is published");
      return;
    }
    Set<String> keys = new LinkedHashSet<>(KEYS);
    keys.addAll(Threshold.keys());
    rule.allow(keys.toArray(new String[0]));
  }

  private static Optional<Quality> rule(Yaml rule, Measure measure) {
    boolean isPercent = rule.as("unit", "rows or percent", Quality::isPercent).orElse(false);
    if (isPercent && (measure instanceof Measure.RowCount || measure instanceof Measure.Query)) {
      rule.problem("unit percent", "rows: there is nothing to be a percentage of");
    }
    boolean isError = isError(rule, true);
    String about = rule.text("description", rule.text("name", "")).strip();
    return Threshold.read(rule)
        .map(threshold -> new Quality(about, measure, isPercent, threshold, isError, rule.line()));
  }

  private static Boolean isPercent(String text) {
    return switch (text) {
      case "rows" -> false;
      case "percent" -> true;
      default -> throw new IllegalArgumentException(text);
    };
  }

  /** The standard leaves the words open and gives these as examples. */
  static boolean isError(Yaml owner, boolean otherwise) {
    return owner.as("severity", "error, warning or info", Quality::parseSeverity).orElse(otherwise);
  }

  static Boolean parseSeverity(String text) {
    return switch (text) {
      case "error" -> true;
      case "warning", "info" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Optional<Measure> measure(
      Yaml rule, @Nullable String column, Set<String> columns) {
    String metric = rule.text("metric");
    Optional<Yaml> arguments = rule.find("arguments");
    if (column == null) {
      switch (metric) {
        case "rowCount" -> {
          arguments.ifPresent(Yaml::allow);
          return Optional.of(new Measure.RowCount());
        }
        case "duplicateValues" -> {
          arguments.ifPresent(a -> a.allow("properties"));
          List<String> properties =
              arguments.map(a -> a.texts("properties", List.of())).orElse(List.of());
          if (properties.isEmpty() || !columns.containsAll(properties)) {
            rule.problem("the properties " + properties, "some of " + columns);
          }
          return Optional.of(new Measure.DuplicateValues(properties));
        }
        default -> {}
      }
    } else {
      switch (metric) {
        case "nullValues" -> {
          arguments.ifPresent(Yaml::allow);
          return Optional.of(new Measure.NullValues(column));
        }
        case "missingValues" -> {
          arguments.ifPresent(a -> a.allow("missingValues"));
          return Optional.of(new Measure.MissingValues(column, texts(arguments, "missingValues")));
        }
        case "invalidValues" -> {
          return Optional.of(invalid(rule, column, arguments));
        }
        case "duplicateValues" -> {
          arguments.ifPresent(Yaml::allow);
          return Optional.of(new Measure.DuplicateValues(List.of(column)));
        }
        default -> {}
      }
    }
    if (!metric.isEmpty()) {
      rule.problem("the metric '" + metric + "' here", LIBRARY);
    }
    return Optional.empty();
  }

  private static Measure invalid(Yaml rule, String column, Optional<Yaml> arguments) {
    arguments.ifPresent(a -> a.allow("validValues", "pattern"));
    List<String> valid = texts(arguments, "validValues");
    Optional<String> pattern =
        arguments.flatMap(a -> a.as("pattern", "a regular expression", Quality::pattern));
    if (valid.isEmpty() && arguments.flatMap(a -> a.find("pattern")).isEmpty()) {
      rule.problem("no arguments", "validValues or pattern");
    }
    return new Measure.InvalidValues(column, valid, pattern.orElse(null));
  }

  private static String pattern(String text) {
    return Pattern.compile(text).pattern();
  }

  // A null among the values says that nulls are missing, which they are anyway.
  private static List<String> texts(Optional<Yaml> arguments, String key) {
    return arguments.stream()
        .flatMap(a -> a.list(key).stream())
        .filter(value -> !value.isNull())
        .map(Yaml::text)
        .toList();
  }

  /** The query with this table and column for the placeholders of the standard and its forms. */
  private static String query(Yaml query, DatasetName dataset, @Nullable String column) {
    return PLACEHOLDER
        .matcher(query.text())
        .replaceAll(match ->
            switch (match.group(1)) {
              case "object", "table", "model" -> dataset.toString();
              case "property", "column", "field" -> {
                if (column == null) {
                  query.problem("the placeholder " + match.group(), "it at a property only");
                }
                yield String.valueOf(column);
              }
              default -> {
                query.problem("the placeholder " + match.group(), "${object} or ${property}");
                yield "null";
              }
            });
  }
}
