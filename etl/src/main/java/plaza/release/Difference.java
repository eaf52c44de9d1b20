package plaza.release;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import plaza.contract.Bounds;
import plaza.contract.Contract;

/**
 * What one version of what a tier shows has beside another. Rows without a key are the same row
 * only when they are alike: none of them is changed or moved.
 *
 * @param before how many rows the former has
 * @param after how many rows the latter has
 * @param map where they differ; empty where nothing differs, or nothing has a place
 */
public record Difference(
    long before, long after, Map<Kind, Long> rows, List<Cell> map, @Nullable Bounds bounds) {

  /** What became of a row. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED,
    MOVED
  }

  /**
   * How many rows differ in one cell of the map, counted from the west and from the north.
   *
   * @param kind what became of most of them
   */
  public record Cell(int column, int line, Kind kind, long rows) {}

  /** The map's columns. */
  public static final int COLUMNS = 48;

  /** The map's lines. */
  public static final int LINES = 16;

  private static final String KIND = "_kind";
  private static final String X = "_x";
  private static final String Y = "_y";

  /** What has been added, or removed, or changed, or moved. */
  public long of(Kind kind) {
    return rows.getOrDefault(kind, 0L);
  }

  /** As if there had been nothing before. */
  public static Difference first(long rows) {
    return new Difference(0, rows, Map.of(Kind.ADDED, rows), List.of(), null);
  }

  /**
   * Between two versions, in the columns that both have.
   *
   * @param contract of the tier, whose key, if it shows all of it, says which rows are the same
   */
  public static Difference between(Dataset<Row> former, Dataset<Row> latter, Contract contract) {
    List<String> columns =
        contract.columns().stream()
            .map(plaza.contract.Column::name)
            .filter(name -> has(former, name) && has(latter, name))
            .toList();
    List<String> key = contract.key().stream().map(plaza.contract.Column::name).toList();
    @Nullable String place =
        contract.geometries().stream()
            .map(plaza.contract.Column::name)
            .filter(columns::contains)
            .findFirst()
            .orElse(null);
    boolean isKeyed = !key.isEmpty() && columns.containsAll(key);
    Dataset<Row> differing =
        (isKeyed
                ? byKey(former, latter, key, columns, place)
                : byRow(former, latter, columns, place))
            .cache();
    try {
      Map<Kind, Long> rows = new TreeMap<>();
      differing
          .groupBy(KIND)
          .agg(count("*"))
          .collectAsList()
          .forEach(row -> rows.put(kind(row.getString(0)), row.getLong(1)));
      @Nullable Bounds bounds = place == null ? null : bounds(differing);
      return new Difference(
          former.count(),
          latter.count(),
          rows,
          bounds == null ? List.of() : map(differing, bounds),
          bounds);
    } finally {
      differing.unpersist();
    }
  }

  private static boolean has(Dataset<Row> rows, String column) {
    return Arrays.asList(rows.columns()).contains(column);
  }

  private static Dataset<Row> byKey(
      Dataset<Row> former,
      Dataset<Row> latter,
      List<String> key,
      List<String> columns,
      @Nullable String place) {
    Dataset<Row> a = former.select(all(columns)).as("a");
    Dataset<Row> b = latter.select(all(columns)).as("b");
    Column same = lit(true);
    for (String name : key) {
      same = same.and(col("a." + name).equalTo(col("b." + name)));
    }
    Column isChanged = lit(false);
    for (String name : columns) {
      isChanged = isChanged.or(not(col("a." + name).eqNullSafe(col("b." + name))));
    }
    Column isMoved =
        place == null ? lit(false) : not(col("a." + place).eqNullSafe(col("b." + place)));
    Column kind =
        when(col("a." + key.getFirst()).isNull(), lit(Kind.ADDED.name()))
            .when(col("b." + key.getFirst()).isNull(), lit(Kind.REMOVED.name()))
            .when(isMoved, lit(Kind.MOVED.name()))
            .when(isChanged, lit(Kind.CHANGED.name()));
    return a.join(b, same, "full_outer")
        .select(kind.as(KIND), x(place, "b", "a").as(X), y(place, "b", "a").as(Y))
        .where(col(KIND).isNotNull());
  }

  private static Dataset<Row> byRow(
      Dataset<Row> former, Dataset<Row> latter, List<String> columns, @Nullable String place) {
    Dataset<Row> a = former.select(all(columns));
    Dataset<Row> b = latter.select(all(columns));
    return differing(b.exceptAll(a), Kind.ADDED, place)
        .unionByName(differing(a.exceptAll(b), Kind.REMOVED, place));
  }

  private static Dataset<Row> differing(Dataset<Row> rows, Kind kind, @Nullable String place) {
    return rows.as("a").select(lit(kind.name()).as(KIND), x(place, "a").as(X), y(place, "a").as(Y));
  }

  private static Column[] all(List<String> columns) {
    return columns.stream().map(org.apache.spark.sql.functions::col).toArray(Column[]::new);
  }

  private static Column x(@Nullable String place, String... sides) {
    return middle("ST_X", place, sides);
  }

  private static Column y(@Nullable String place, String... sides) {
    return middle("ST_Y", place, sides);
  }

  private static Column middle(String of, @Nullable String place, String... sides) {
    if (place == null) {
      return lit(null).cast("double");
    }
    List<Column> each = new ArrayList<>();
    for (String side : sides) {
      each.add(expr("%s(ST_Centroid(ST_GeomFromWKB(`%s`.`%s`)))".formatted(of, side, place)));
    }
    return coalesce(each.toArray(Column[]::new));
  }

  private static @Nullable Bounds bounds(Dataset<Row> differing) {
    Row row = differing.agg(min(X), min(Y), max(X), max(Y)).head();
    return row.isNullAt(0)
        ? null
        : Bounds.around(row.getDouble(0), row.getDouble(1), row.getDouble(2), row.getDouble(3));
  }

  private static List<Cell> map(Dataset<Row> differing, Bounds bounds) {
    Column column = place(X, bounds.west(), bounds.east(), COLUMNS);
    Column fromSouth = place(Y, bounds.south(), bounds.north(), LINES);
    Map<Integer, Cell> cells = new TreeMap<>();
    differing
        .where(col(X).isNotNull())
        .groupBy(column.as("c"), fromSouth.as("l"), col(KIND))
        .agg(count("*"))
        .collectAsList()
        .forEach(row -> {
          int line = LINES - 1 - row.getInt(1);
          Cell cell = new Cell(row.getInt(0), line, kind(row.getString(2)), row.getLong(3));
          cells.merge(line * COLUMNS + cell.column(), cell, Difference::more);
        });
    return List.copyOf(cells.values());
  }

  private static Column place(String of, double from, double to, int cells) {
    return floor(col(of).minus(from).divide((to - from) / cells)).cast("int");
  }

  private static Cell more(Cell one, Cell other) {
    Kind kind = one.rows() >= other.rows() ? one.kind() : other.kind();
    return new Cell(one.column(), one.line(), kind, one.rows() + other.rows());
  }

  private static Kind kind(String name) {
    return Kind.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
