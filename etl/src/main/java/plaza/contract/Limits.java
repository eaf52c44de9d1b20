package plaza.contract;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a tier shows of a table, and on which terms.
 *
 * @param columns the columns that it shows, in the contract's order
 * @param position how precisely it shows geometries
 * @param time what instants are cut down to, on the city's clock
 * @param renewal how often it is renewed: what is newer than the last start of such a period waits
 * @param delay how old a row is before it is shown
 * @param minCount how many subjects stand behind whatever is shown, 1 where it does not matter
 * @param values the columns whose numbers are shown coarsely
 * @param pseudonyms the columns whose identifiers are replaced, and for how long one stands for the
 *     same
 * @param where which rows it shows, in Spark SQL over the table's columns; null for all
 */
public record Limits(
    Tier tier,
    List<String> columns,
    Place position,
    Cut time,
    Cut renewal,
    Duration delay,
    int minCount,
    Map<String, Coarse> values,
    Map<String, Rotation> pseudonyms,
    @Nullable String where,
    Offer offer,
    int line) {

  private static final String[] OF_A_LADDER = {
    "position",
    "time",
    "renewal",
    "delay",
    "min_count",
    "license",
    "price",
    "quota",
    "sla",
    "duties"
  };

  /** Reads a tier of a city's ladder, which knows no columns. */
  static Limits ofLadder(Tier tier, Yaml yaml) {
    yaml.allow(OF_A_LADDER);
    return read(tier, yaml, Offer.read(yaml), List.of(), Map.of(), Map.of());
  }

  /** Reads a tier of a contract. */
  static Limits of(Tier tier, Yaml yaml, Contract contract) {
    List<String> known = new ArrayList<>(List.of(OF_A_LADDER));
    known.addAll(List.of("columns", "values", "pseudonyms", "where"));
    yaml.allow(known.toArray(String[]::new));
    List<String> columns = columns(yaml, contract);
    Map<String, Coarse> values =
        byColumn(
            yaml,
            "values",
            contract,
            columns,
            Limits::isNumber,
            "number",
            y -> Optional.of(Coarse.read(y)));
    Map<String, Rotation> pseudonyms =
        byColumn(
            yaml,
            "pseudonyms",
            contract,
            columns,
            c -> c.type().equals("varchar"),
            "varchar",
            y -> y.as("version, or a period such as P1D", Rotation::parse));
    Limits limits = read(tier, yaml, Offer.readOwn(yaml), columns, values, pseudonyms);
    boolean isPointsOnly =
        contract.geometries().stream().allMatch(c -> "Point".equals(c.geometryType()));
    if (limits.position instanceof Place.Cell && !isPointsOnly) {
      yaml.problem("a grid for a geometry that is no Point", "position: absent or exact");
    }
    return limits.fitted(contract);
  }

  private static Limits read(
      Tier tier,
      Yaml yaml,
      Offer offer,
      List<String> columns,
      Map<String, Coarse> values,
      Map<String, Rotation> pseudonyms) {
    if (tier == Tier.OPEN && offer.price() != null) {
      yaml.problem("a price on open", "none: what has a price is of a narrower tier");
    }
    return new Limits(
        tier,
        columns,
        yaml.find("position").map(Place::read).orElse(new Place.Exact()),
        yaml.as("time", "a period that divides a day or a year, such as PT1H", Cut::parse)
            .orElse(Cut.NONE),
        yaml.as("renewal", "a period that divides a day or a year, such as P1D", Cut::parse)
            .orElse(Cut.NONE),
        yaml.as("delay", "a duration such as P1D or PT30M", Limits::delay).orElse(Duration.ZERO),
        yaml.as("min_count", "a number from 2", Limits::count).orElse(1),
        values,
        pseudonyms,
        yaml.find("where").map(Yaml::text).orElse(null),
        offer,
        yaml.line());
  }

  private static List<String> columns(Yaml yaml, Contract contract) {
    List<String> all = contract.columns().stream().map(Column::name).toList();
    List<String> named = new ArrayList<>();
    for (Yaml column : yaml.find("columns").map(Yaml::elements).orElse(List.of())) {
      if (!all.contains(column.text())) {
        column.problem("the column '" + column.text() + "'", "one of " + all);
      }
      named.add(column.text());
    }
    if (!named.isEmpty() && !named.contains("city")) {
      yaml.problem("columns without city", "city among them: every row is some city's");
    }
    return named.isEmpty() ? all : all.stream().filter(named::contains).toList();
  }

  private static <T> Map<String, T> byColumn(
      Yaml yaml,
      String key,
      Contract contract,
      List<String> shown,
      Predicate<Column> fits,
      String kind,
      Function<Yaml, Optional<T>> read) {
    List<String> fitting =
        contract.columns().stream().filter(fits).map(Column::name).filter(shown::contains).toList();
    Map<String, T> byColumn = new LinkedHashMap<>();
    yaml.find(key)
        .map(Yaml::members)
        .orElse(Map.of())
        .forEach((name, value) -> {
          if (!fitting.contains(name)) {
            value.problem("the column '" + name + "'", "a " + kind + " that it shows: " + fitting);
          }
          read.apply(value).ifPresent(each -> byColumn.put(name, each));
        });
    return byColumn;
  }

  private static boolean isNumber(Column column) {
    return column.type().matches("smallint|integer|bigint|double|real|decimal.*");
  }

  /** As they bear on a table: a ladder's limits without those that have nothing to bear on. */
  Limits fitted(Contract contract) {
    List<String> geometries = contract.geometries().stream().map(Column::name).toList();
    boolean isPointsOnly =
        contract.geometries().stream().allMatch(c -> "Point".equals(c.geometryType()));
    List<String> all = contract.columns().stream().map(Column::name).toList();
    Place fitting = position;
    if (geometries.isEmpty()) {
      fitting = new Place.Exact();
    } else if (position instanceof Place.Cell && !isPointsOnly) {
      // What is no point has no cell.
      fitting = new Place.Absent();
    }
    boolean isHidden = fitting instanceof Place.Absent;
    List<String> shown =
        (columns.isEmpty() ? all : columns)
            .stream().filter(name -> !isHidden || !geometries.contains(name)).toList();
    return new Limits(
        tier,
        shown,
        fitting,
        time,
        renewal,
        delay,
        minCount,
        values,
        pseudonyms,
        where,
        offer,
        line);
  }

  /**
   * Under a city's terms where it has none of its own; empty where neither has.
   *
   * @param citys the tier in the city's ladder, or null
   */
  Optional<Limits> underTerms(@Nullable Limits citys) {
    if (!offer.equals(Offer.OF_CITY)) {
      return Optional.of(this);
    }
    return Optional.ofNullable(citys)
        .map(ladder ->
            new Limits(
                tier,
                columns,
                position,
                time,
                renewal,
                delay,
                minCount,
                values,
                pseudonyms,
                where,
                ladder.offer,
                line));
  }

  /** With the limits that ageing lifts taken from a narrower tier. */
  public Limits lifted(Opening opening, Limits narrowest) {
    return new Limits(
        tier,
        columns,
        opening.lifts("position") ? narrowest.position : position,
        opening.lifts("time") ? narrowest.time : time,
        renewal,
        delay,
        minCount,
        opening.lifts("values") ? narrowest.values : values,
        pseudonyms,
        where,
        offer,
        line);
  }

  private static Duration delay(String text) {
    Duration delay = Duration.parse(text);
    if (delay.isNegative()) {
      throw new IllegalArgumentException(text);
    }
    return delay;
  }

  private static Integer count(String text) {
    int count = new BigDecimal(text).intValueExact();
    if (count < 2) {
      throw new IllegalArgumentException(text);
    }
    return count;
  }
}
