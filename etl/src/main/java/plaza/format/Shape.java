package plaza.format;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a file's rows are made of, as far as it shows within its first rows: the fields in the order
 * met. A file without names of its own has those that the feed gives, and {@code column N} beyond.
 */
public record Shape(List<Field> fields) {
  /** How many rows are looked at. */
  static final int ROWS = 1000;

  private static final String CODE = "code";
  private static final Set<String> EMPTY = Set.of("empty", "null");
  private static final Set<String> NUMBERS = Set.of("int", "number");
  private static final int SHOWN = 400;

  /**
   * A field and the kinds of its values: {@code int}, {@code number}, {@code text}, {@code code}
   * (digits, some with leading zeros) or {@code empty} in CSV, by what most of them look like; the
   * kinds of JSON in JSON and YAML; the type of geometry; the type of a dbf's column.
   */
  public record Field(String name, Set<String> kinds) {
    /** Of one kind. */
    public Field(String name, String kind) {
      this(name, Set.of(kind));
    }

    /**
     * Whether values of this field, once of these kinds, are still: that there are none says
     * nothing, and neither does it whether numbers have decimals.
     */
    public boolean isLike(Field before) {
      Set<String> then = told(before);
      Set<String> now = told(this);
      // Of few codes none may begin with a zero, or all: 093000 alone is a text, 143000 an int.
      if (then.contains(CODE) || now.contains(CODE)) {
        return true;
      }
      return then.isEmpty() || then.containsAll(now);
    }

    private static Set<String> told(Field field) {
      return field.kinds.stream()
          .filter(kind -> !EMPTY.contains(kind))
          .map(kind -> NUMBERS.contains(kind) ? "number" : kind)
          .collect(Collectors.toSet());
    }

    @Override
    public String toString() {
      return name + " " + String.join("|", new TreeSet<>(kinds));
    }
  }

  /** A field by name. */
  public Optional<Field> find(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    String text = fields.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
