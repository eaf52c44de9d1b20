package plaza.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A foreign key (ODCS v3.1, "Relationships"): where none of its columns is null, their values are
 * to be found in another table.
 *
 * @param columns the columns of the other table, in the order of {@code from}
 * @param isError whether a value without partner fails the build; else it is noted, since the two
 *     tables may come from feeds that are not of the same hour
 */
public record Relationship(
    List<String> from, DatasetName to, List<String> columns, boolean isError, int line) {

  private static final String NOTATION =
      "table.column of this domain, or ../../domain/table/contract.yaml#/schema/table/properties/"
          + "column";
  private static final Pattern SHORT = Pattern.compile("(\\w+)\\.(\\w+)");
  private static final Pattern FULL =
      Pattern.compile(
          "(?:\\.\\./(?:\\.\\./(\\w+)/)?(\\w+)/contract\\.yaml#)?/?schema/(\\w+)/properties/(\\w+)");

  private record Place(DatasetName table, String column) {}

  /** Reads the list under {@code relationships}, of a property or, with null, of the object. */
  static List<Relationship> read(
      Yaml owner, DatasetName dataset, @Nullable String column, Set<String> columns) {
    List<Relationship> relationships = new ArrayList<>();
    for (Yaml yaml : owner.list("relationships")) {
      yaml.allow("id", "type", "from", "to", "customProperties");
      String type = yaml.text("type", "foreignKey");
      if (!type.equals("foreignKey")) {
        yaml.problem("the type '" + type + "'", "foreignKey");
      }
      List<String> from = List.of();
      if (column == null) {
        from =
            places(yaml, "from", dataset).stream()
                .filter(place -> place.table().equals(dataset))
                .map(Place::column)
                .toList();
        if (from.isEmpty() || !columns.containsAll(from)) {
          yaml.problem("from " + from, dataset.table() + ".COLUMN, one of " + columns);
        }
      } else {
        yaml.find("from").ifPresent(f -> f.problem("a 'from'", "none: it is the property itself"));
        from = List.of(column);
      }
      List<Place> to = places(yaml, "to", dataset);
      if (to.size() != from.size() || to.stream().map(Place::table).distinct().count() != 1) {
        yaml.problem(
            from.size() + " columns from and " + to.size() + " to",
            "as many, and all of one other table");
        continue;
      }
      relationships.add(
          new Relationship(
              from,
              to.getFirst().table(),
              to.stream().map(Place::column).toList(),
              isError(yaml),
              yaml.line()));
    }
    return relationships;
  }

  private static List<Place> places(Yaml yaml, String key, DatasetName dataset) {
    Optional<Yaml> given = yaml.require(key);
    List<Yaml> texts = given.map(g -> g.isList() ? g.elements() : List.of(g)).orElse(List.of());
    return texts.stream()
        .flatMap(text -> text.as(NOTATION, t -> place(t, dataset)).stream())
        .toList();
  }

  private static Place place(String text, DatasetName dataset) {
    Matcher shorthand = SHORT.matcher(text);
    if (shorthand.matches()) {
      DatasetName table = new DatasetName(dataset.domain(), shorthand.group(1));
      return new Place(table, shorthand.group(2));
    }
    Matcher full = FULL.matcher(text);
    if (!full.matches()) {
      throw new IllegalArgumentException(text);
    }
    String domain = full.group(1) == null ? dataset.domain() : full.group(1);
    String table = full.group(2) == null ? full.group(3) : full.group(2);
    if (!table.equals(full.group(3))) {
      throw new IllegalArgumentException(text);
    }
    return new Place(new DatasetName(domain, table), full.group(4));
  }

  // The standard has no severity here but leaves customProperties open.
  private static boolean isError(Yaml yaml) {
    for (Yaml property : yaml.list("customProperties")) {
      if (property.text("property").equals("severity")) {
        return property.as("value", "error, warning or info", Quality::parseSeverity).orElse(false);
      }
    }
    return false;
  }
}
