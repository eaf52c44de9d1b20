package plaza.contract;

import java.math.BigDecimal;

/** How precisely a tier shows where something is. */
public sealed interface Place {
  /** Not at all. */
  record Absent() implements Place {
    @Override
    public String toString() {
      return "absent";
    }
  }

  /**
   * The middle of a square cell of the city's metric CRS, whose corners are multiples of its side.
   */
  record Cell(long metres) implements Place {
    @Override
    public String toString() {
      return "a cell of " + metres + " m";
    }
  }

  /** As it is. */
  record Exact() implements Place {
    @Override
    public String toString() {
      return "exact";
    }
  }

  /** Reads {@code absent}, {@code exact} or {@code {grid_m: 500}}. */
  static Place read(Yaml yaml) {
    if (yaml.isMapping()) {
      yaml.allow("grid_m");
      return yaml.require("grid_m")
          .flatMap(side -> side.as("metres from 1 to 1000000", Place::metres))
          .<Place>map(Cell::new)
          .orElse(new Absent());
    }
    return yaml.as("absent, exact or {grid_m: METRES}", Place::word).orElse(new Absent());
  }

  private static Long metres(String text) {
    long metres = new BigDecimal(text).longValueExact();
    if (metres < 1 || metres > 1_000_000) {
      throw new IllegalArgumentException(text);
    }
    return metres;
  }

  private static Place word(String text) {
    return switch (text) {
      case "absent" -> new Absent();
      case "exact" -> new Exact();
      default -> throw new IllegalArgumentException(text);
    };
  }

  /** Whether this can be told from the other, and says no more than it. */
  default boolean isWithin(Place other) {
    return switch (this) {
      case Absent absent -> true;
      case Exact exact -> other instanceof Exact;
      case Cell cell ->
          other instanceof Exact
              || (other instanceof Cell finer && cell.metres() % finer.metres() == 0);
    };
  }
}
