package plaza.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a table is: an Open Data Contract Standard v3.1 document, of which this holds what Plaza
 * acts on.
 *
 * @param grain one sentence that says what one row is
 * @param maxRefusedShare the share of a day's rows in scope that may be refused, 0 to 1
 * @param incremental how a derived table is brought up to date by days; null where it is derived
 *     whole
 * @param versions how long its former versions are kept
 * @param checks what a built table must pass before it is published
 * @param drift what is done when the feeds' files change their shape
 * @param sla when and how often it is given away anew
 */
public record Contract(
    DatasetName dataset,
    String version,
    String description,
    String grain,
    List<Column> columns,
    double maxRefusedShare,
    @Nullable Incremental incremental,
    Versions versions,
    Checks checks,
    Drift drift,
    Sla sla,
    Path file) {

  // ODCS v3.1, "Schema": a misspelt primaryKey would otherwise be no key, in silence.
  private static final Set<String> PROPERTY =
      Set.of(
          "id",
          "name",
          "physicalName",
          "physicalType",
          "businessName",
          "description",
          "logicalType",
          "logicalTypeOptions",
          "required",
          "unique",
          "primaryKey",
          "primaryKeyPosition",
          "partitioned",
          "partitionKeyPosition",
          "classification",
          "encryptedName",
          "criticalDataElement",
          "transformSourceObjects",
          "transformLogic",
          "transformDescription",
          "examples",
          "quality",
          "relationships",
          "authoritativeDefinitions",
          "tags",
          "items",
          "properties",
          "customProperties");

  private static final Set<String> GEOMETRIES =
      Set.of("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon");

  /** Reads {@code contract.yaml} of the folder {@code domain/table}; empty on any problem. */
  public static Optional<Contract> read(Path file, DatasetName dataset, Problems problems) {
    int before = problems.count();
    return Yaml.read(file, problems)
        .map(yaml -> read(file, dataset, yaml))
        .filter(contract -> problems.count() == before);
  }

  private static Contract read(Path file, DatasetName dataset, Yaml yaml) {
    expect(yaml, "apiVersion", "v3.1.0");
    expect(yaml, "kind", "DataContract");
    expect(yaml, "id", dataset.toString());
    expect(yaml, "domain", dataset.domain());
    List<Yaml> objects = yaml.list("schema");
    if (objects.size() != 1) {
      yaml.problem(objects.size() + " schema objects", "one: a dataset is one table");
    }
    double maxRefused = 0;
    @Nullable Incremental incremental = null;
    Versions versions = Versions.DEFAULT;
    Drift drift = Drift.NOTED;
    for (Yaml property : yaml.list("customProperties")) {
      Optional<Yaml> value = property.require("value");
      switch (property.text("property")) {
        case "refused" ->
            maxRefused =
                value
                    .flatMap(v -> {
                      v.allow("max_share");
                      return v.as("max_share", "a share from 0 to 1", Contract::share);
                    })
                    .orElse(0.0);
        case "incremental" -> incremental = value.flatMap(Incremental::read).orElse(null);
        case "versions" -> versions = value.map(Versions::read).orElse(versions);
        case "drift" -> drift = value.map(Drift::of).orElse(Drift.NOTED);
        default -> {
          // Others are the author's own: ODCS leaves customProperties open.
        }
      }
    }
    String description = "";
    String grain = "";
    List<Column> columns = new ArrayList<>();
    Checks checks = Checks.NONE;
    if (!objects.isEmpty()) {
      Yaml object = objects.getFirst();
      expect(object, "name", dataset.table());
      description = object.text("description");
      grain = object.text("dataGranularityDescription");
      Set<String> names = new HashSet<>();
      for (Yaml property : object.list("properties")) {
        Column column = column(property);
        columns.add(column);
        if (!names.add(column.name())) {
          property.problem("the column '" + column.name() + "' twice", "each column once");
        }
      }
      if (columns.stream().noneMatch(Column::isKey)) {
        object.problem("no primary key", "primaryKey: true on the columns of the grain");
      }
      checks = Checks.read(yaml, object, dataset, columns);
    }
    if (incremental != null && !isDate(columns, incremental.by())) {
      yaml.problem("incremental by '" + incremental.by() + "'", "a column of type date");
    }
    return new Contract(
        dataset,
        yaml.text("version"),
        description.strip(),
        grain.strip(),
        List.copyOf(columns),
        maxRefused,
        incremental,
        versions,
        checks,
        drift,
        Sla.read(yaml),
        file);
  }

  private static boolean isDate(List<Column> columns, String name) {
    return columns.stream().anyMatch(c -> c.name().equals(name) && c.type().equals("date"));
  }

  private static void expect(Yaml yaml, String key, String value) {
    yaml.require(key)
        .filter(v -> !v.text().equals(value))
        .ifPresent(v -> v.problem("'" + v.text() + "'", "'" + value + "'"));
  }

  private static Column column(Yaml yaml) {
    yaml.allow(PROPERTY.toArray(new String[0]));
    String name = yaml.text("name");
    if (!DatasetName.IDENTIFIER.matcher(name).matches()) {
      yaml.problem("the column name '" + name + "'", "a name of a-z, 0-9 and _");
    }
    String type =
        yaml.require("physicalType")
            .flatMap(t -> t.as("a type that Trino has: " + Types.NAMES, Types::checked))
            .orElse("varchar");
    @Nullable Double minimum = null;
    @Nullable Double maximum = null;
    Optional<Yaml> options = yaml.find("logicalTypeOptions");
    if (options.isPresent()) {
      options.get().allow("minimum", "maximum");
      minimum = options.get().as("minimum", "a number", Double::valueOf).orElse(null);
      maximum = options.get().as("maximum", "a number", Double::valueOf).orElse(null);
    }
    @Nullable String geometry = null;
    String transform = "identity";
    for (Yaml property : yaml.list("customProperties")) {
      switch (property.text("property")) {
        case "geometry" -> geometry = property.require("value").map(Contract::geometry).orElse("");
        case "partitionTransform" ->
            transform =
                property
                    .require("value")
                    .flatMap(v -> v.as("identity, day, month or year", Types::transform))
                    .orElse("identity");
        default -> {
          // Others are the author's own: ODCS leaves customProperties open.
        }
      }
    }
    if (geometry != null && !type.equals("varbinary")) {
      yaml.problem("a geometry of type " + type, "physicalType: varbinary (WKB)");
    }
    boolean key = yaml.flag("primaryKey");
    return new Column(
        name,
        type,
        yaml.text("description").strip(),
        yaml.flag("required") || key,
        key ? position(yaml, "primaryKeyPosition") : 0,
        yaml.flag("partitioned") ? position(yaml, "partitionKeyPosition") : 0,
        transform,
        minimum,
        maximum,
        geometry,
        yaml.line());
  }

  private static int position(Yaml yaml, String key) {
    return yaml.require(key).flatMap(p -> p.as("1, 2, 3 …", Contract::ordinal)).orElse(1);
  }

  private static String geometry(Yaml value) {
    value.allow("type", "crs");
    expect(value, "crs", Crs.WGS84);
    String type = value.text("type");
    if (!GEOMETRIES.contains(type)) {
      value.problem("the geometry type '" + type + "'", "one of " + GEOMETRIES);
    }
    return type;
  }

  private static Integer ordinal(String text) {
    Integer ordinal = Integer.valueOf(text);
    if (ordinal < 1) {
      throw new IllegalArgumentException(text);
    }
    return ordinal;
  }

  private static double share(String text) {
    double share = Double.parseDouble(text);
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(text.toLowerCase(Locale.ROOT));
    }
    return share;
  }

  /** The primary key's columns, in its order. */
  public List<Column> key() {
    return columns.stream()
        .filter(Column::isKey)
        .sorted(Comparator.comparingInt(Column::keyPosition))
        .toList();
  }

  /** The partition columns, in their order. */
  public List<Column> partitions() {
    return columns.stream()
        .filter(column -> column.partitionPosition() > 0)
        .sorted(Comparator.comparingInt(Column::partitionPosition))
        .toList();
  }

  /** The geometry columns, in the contract's order. */
  public List<Column> geometries() {
    return columns.stream().filter(Column::isGeometry).toList();
  }

  /** How it is brought up to date by days, if it is. */
  public Optional<Incremental> findIncremental() {
    return Optional.ofNullable(incremental);
  }

  /** The columns that hold days. */
  public List<Column> dates() {
    return columns.stream().filter(column -> column.type().equals("date")).toList();
  }

  /** Whether rows of one key always lie in one partition. */
  public boolean isPartitionedByKey() {
    return partitions().stream()
        .allMatch(p -> p.isKey() || findLocalDateOf(p).filter(Column::isKey).isPresent());
  }

  /** A column by name. */
  public Optional<Column> findColumn(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /**
   * The instant whose local day a date column is by convention: {@code x_at} for {@code x_date}.
   */
  public Optional<Column> findLocalDateOf(Column column) {
    if (!column.type().equals("date") || !column.name().endsWith("_date")) {
      return Optional.empty();
    }
    String at = column.name().substring(0, column.name().length() - "_date".length()) + "_at";
    return findColumn(at).filter(c -> c.type().startsWith("timestamp"));
  }

  /**
   * What the four bbox columns of a geometry are called: without prefix for the first geometry,
   * with its name for others.
   */
  public List<String> bbox(Column geometry) {
    String prefix = geometries().getFirst().equals(geometry) ? "" : geometry.name() + "_";
    return List.of(prefix + "xmin", prefix + "ymin", prefix + "xmax", prefix + "ymax");
  }

  /** Descriptions of the columns by name. */
  public Map<String, String> descriptions() {
    Map<String, String> descriptions = new java.util.LinkedHashMap<>();
    columns.forEach(column -> descriptions.put(column.name(), column.description()));
    return descriptions;
  }
}
