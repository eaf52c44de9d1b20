package plaza.contract;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which feed fills a dataset for which city, and how its fields become columns. Expressions may
 * name the feed's fields, all of them text, and {@code _fetched_at}, the instant that the row's
 * file was fetched at: what a register of the past dates later than that cannot be true.
 *
 * @param city null where the column {@code city} is mapped, as in a register of cities
 * @param member the table within a file that holds several, or null
 * @param optionalMember a file may lack that table, or have no row in it: then it has no rows
 * @param validFrom first local day of fetching that it applies to, or null
 * @param validTo last such day, or null
 * @param where a Spark SQL boolean; rows for which it is not true are out of scope; null for all
 * @param rows a Spark SQL array of structs, each of which becomes a row; null for the row itself
 * @param optional fields that a file may lack altogether
 * @param columns a Spark SQL expression for each column, over the feed's fields as text
 * @param feedLine the line that names the feed
 * @param cityLine the line that names the city
 */
public record Source(
    String id,
    String feed,
    @Nullable String city,
    @Nullable String member,
    boolean optionalMember,
    @Nullable LocalDate validFrom,
    @Nullable LocalDate validTo,
    @Nullable Expression where,
    @Nullable Expression rows,
    Set<String> optional,
    Map<String, Expression> columns,
    int feedLine,
    int cityLine,
    Path file) {

  /** A Spark SQL expression and the line it stands at. */
  public record Expression(String sql, int line) {
    static Expression of(Yaml yaml) {
      return new Expression(yaml.text(), yaml.line());
    }
  }

  /** Reads {@code sources/<id>.yaml}; empty when anything in it is a problem. */
  public static Optional<Source> read(Path file, Problems problems) {
    int before = problems.count();
    return Yaml.read(file, problems)
        .map(yaml -> read(file, yaml, problems))
        .filter(source -> problems.count() == before);
  }

  private static Source read(Path file, Yaml yaml, Problems problems) {
    yaml.allow(
        "feed",
        "city",
        "member",
        "optional_member",
        "valid",
        "where",
        "rows",
        "optional",
        "columns");
    Optional<Yaml> valid = yaml.find("valid");
    valid.ifPresent(v -> v.allow("from", "to"));
    Map<String, Expression> columns = new LinkedHashMap<>();
    yaml.require("columns")
        .ifPresent(c -> c.members().forEach((k, v) -> columns.put(k, Expression.of(v))));
    if (yaml.find("city").isEmpty() && !columns.containsKey("city")) {
      yaml.problem("no city", "the key 'city', or an expression for the column city");
    }
    yaml.find("optional_member")
        .filter(o -> yaml.find("member").isEmpty())
        .ifPresent(o -> o.problem("no member that could be absent", "the key 'member' beside it"));
    return new Source(
        Names.ofFile(file, problems),
        yaml.text("feed"),
        yaml.find("city").map(Yaml::text).orElse(null),
        yaml.find("member").map(Yaml::text).orElse(null),
        yaml.flag("optional_member"),
        valid.flatMap(v -> day(v, "from")).orElse(null),
        valid.flatMap(v -> day(v, "to")).orElse(null),
        yaml.find("where").map(Expression::of).orElse(null),
        yaml.find("rows").map(Expression::of).orElse(null),
        Set.copyOf(yaml.texts("optional", List.of())),
        Collections.unmodifiableMap(columns),
        yaml.find("feed").map(Yaml::line).orElse(1),
        yaml.find("city").map(Yaml::line).orElse(1),
        file);
  }

  private static Optional<LocalDate> day(Yaml valid, String key) {
    return valid.as(key, "a day such as 2026-03-29", LocalDate::parse);
  }

  /** Whether it applies to a file fetched on that local day. */
  public boolean covers(LocalDate fetched) {
    return (validFrom == null || !fetched.isBefore(validFrom))
        && (validTo == null || !fetched.isAfter(validTo));
  }
}
