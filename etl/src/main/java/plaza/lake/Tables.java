package plaza.lake;

import static org.apache.spark.sql.functions.col;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.CreateTableWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Tier;

/** The Iceberg tables of a build: written and laid out as the contract says. */
public final class Tables {
  // Row groups so small that a square kilometre of a city reads a few of hundreds.
  private static final Map<String, String> LAYOUT =
      Map.of(
          "format-version", "2",
          "write.parquet.row-group-size-bytes", String.valueOf(2 << 20),
          "write.parquet.compression-codec", "zstd",
          "write.target-file-size-bytes", String.valueOf(128 << 20),
          "write.distribution-mode", "none",
          "write.metadata.delete-after-commit.enabled", "false",
          "gc.enabled", "false");

  private static final String PLACE = "_place";

  // So many rows are put in order by one task sooner than they are dealt out to several.
  private static final long FEW = 50_000;

  private final SparkSession spark;

  /** Tables reached through a session whose catalogues are named as in {@link Shelf}. */
  public Tables(SparkSession spark) {
    this.spark = spark;
  }

  /** Spark's type for a contract's. */
  public static DataType type(String physicalType) {
    return switch (physicalType) {
      case "varchar" -> DataTypes.StringType;
      case "varbinary" -> DataTypes.BinaryType;
      case "timestamp(6) with time zone" -> DataTypes.TimestampType;
      default -> DataType.fromDDL(physicalType);
    };
  }

  /** A table of a build, or the published one where the build has not made it anew. */
  public Dataset<Row> read(DatasetName dataset) {
    return spark.table(Shelf.BUILD.tables() + "." + dataset);
  }

  /** How many bytes rows of tables are, uncompressed, as their statistics have it after pruning. */
  public static long bytes(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
        .queryExecution()
        .optimizedPlan()
        .stats()
        .sizeInBytes()
        .bigInteger()
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  /** Whether the build has the table, by its own making or from what is published. */
  public boolean has(DatasetName dataset) {
    return spark.catalog().tableExists(Shelf.BUILD.tables() + "." + dataset);
  }

  /** A sum over a table of the build as readers see it, whatever the order of rows and columns. */
  public String content(Contract contract) {
    Dataset<Row> table = read(contract.dataset());
    Column[] columns =
        Stream.of(table.columns())
            .filter(name -> !name.startsWith("_"))
            .sorted()
            .map(name -> col("`" + name + "`"))
            .toArray(Column[]::new);
    // Rows of a key are one, so none cancels another out.
    Row sum =
        table
            .agg(functions.count(functions.lit(1)), functions.bit_xor(functions.xxhash64(columns)))
            .first();
    return String.join(",", table.columns()) + " " + sum.get(0) + " " + sum.get(1);
  }

  /**
   * Writes a table of the build anew, with descriptions, partitions and order from its contract.
   * Columns of the rows beyond the contract's are kept behind them.
   *
   * @param count how many rows there are at most
   */
  public void write(Dataset<Row> rows, long count, Contract contract, String load) {
    writer(laidOut(rows, count, contract), Shelf.BUILD.tables(), contract)
        .option("snapshot-property.plaza.load", load)
        .createOrReplace();
  }

  /**
   * Writes what a tier shows as a table of its own, without a past, in the order of what is shown
   * alone: rows that are alike in it lie as if they had come in any order.
   *
   * @param contract of the tier: its columns are those that it shows
   * @param location the URI of the folder that is to hold the table
   */
  public void writeTier(
      Dataset<Row> rows, long count, Contract contract, Tier tier, String location) {
    writer(laidOut(rows, count, contract, Tables.all(contract)), draft(tier), contract)
        .tableProperty("location", location)
        .createOrReplace();
  }

  /**
   * The order of a tier's rows: of what is shown alone, so that none is left to the order in which
   * they came.
   */
  public static Column[] tierOrder(Contract contract) {
    List<Column> order = order(contract);
    order.addAll(all(contract));
    return order.toArray(Column[]::new);
  }

  /** What a tier shows of a table, as a reader of it sees it; empty where it shows none. */
  public Optional<Dataset<Row>> findTier(Tier tier, DatasetName dataset) {
    String name = tier.id() + "." + dataset;
    return spark.catalog().tableExists(name) ? Optional.of(spark.table(name)) : Optional.empty();
  }

  /** What has been written for a tier and is not published. */
  public Dataset<Row> drafted(Tier tier, DatasetName dataset) {
    return spark.table(draft(tier) + "." + dataset);
  }

  /** The published table as it was in one of its snapshots. */
  public Dataset<Row> published(DatasetName dataset, long snapshot) {
    return spark
        .read()
        .option("snapshot-id", snapshot)
        .table(Shelf.PUBLISHED.tables() + "." + dataset);
  }

  /** The catalogue in which a tier's tables are written before they are published. */
  public static String draft(Tier tier) {
    return tier.id() + "_draft";
  }

  private static CreateTableWriter<Row> writer(
      Dataset<Row> rows, String catalog, Contract contract) {
    CreateTableWriter<Row> writer =
        rows.writeTo(catalog + "." + contract.dataset())
            .using("iceberg")
            .tableProperty("comment", contract.description() + " Grain: " + contract.grain());
    for (var property : LAYOUT.entrySet()) {
      writer = writer.tableProperty(property.getKey(), property.getValue());
    }
    List<Column> partitions = contract.partitions().stream().map(Tables::partition).toList();
    if (!partitions.isEmpty()) {
      writer =
          writer.partitionedBy(
              partitions.getFirst(),
              partitions.subList(1, partitions.size()).toArray(new Column[0]));
    }
    return writer;
  }

  /**
   * Writes some partitions of a table of the build anew: the rows are all that these hold from now
   * on, and every other partition stays.
   *
   * @param count how many rows there are at most
   * @param partitions true for all rows of these partitions and for no other, see {@link
   *     Partitions}
   */
  public void overwrite(
      Dataset<Row> rows, long count, Contract contract, Column partitions, String load)
      throws NoSuchTableException {
    laidOut(rows, count, contract)
        .writeTo(Shelf.BUILD.tables() + "." + contract.dataset())
        .option("snapshot-property.plaza.load", load)
        .overwrite(partitions);
  }

  private static Dataset<Row> laidOut(Dataset<Row> rows, long count, Contract contract) {
    return laidOut(rows, count, contract, List.of());
  }

  // What decides between rows that are alike in place, partitions and key.
  private static List<Column> all(Contract contract) {
    List<Column> all = new ArrayList<>();
    for (plaza.contract.Column column : contract.columns()) {
      all.add(col(column.name()));
    }
    return all;
  }

  private static Dataset<Row> laidOut(
      Dataset<Row> rows, long count, Contract contract, List<Column> then) {
    Dataset<Row> all = rows.select(columns(rows, contract));
    List<Column> order = order(contract);
    order.addAll(then);
    if (!contract.geometries().isEmpty()) {
      // A column while it sorts: else the place is computed anew at each comparison.
      all = all.withColumn(PLACE, order.removeFirst());
      order.addFirst(col(PLACE));
    }
    Column[] by = order.toArray(new Column[0]);
    Dataset<Row> ordered =
        count <= FEW ? all.coalesce(1).sortWithinPartitions(by) : all.orderBy(by);
    return ordered.drop(PLACE);
  }

  /** Writes what became of the rows that were not simply kept. */
  public void writeFates(Dataset<Row> fates, DatasetName dataset, String load) {
    fates
        .sortWithinPartitions("fate")
        .writeTo(Shelf.BUILD.fates() + "." + dataset)
        .using("iceberg")
        .tableProperty("format-version", "2")
        .tableProperty("write.distribution-mode", "none")
        .tableProperty("gc.enabled", "false")
        .partitionedBy(col("fate"))
        .option("snapshot-property.plaza.load", load)
        .createOrReplace();
  }

  /** Adds to what is told of rows that were not simply kept. */
  public void appendFates(Dataset<Row> fates, DatasetName dataset, String load)
      throws NoSuchTableException {
    fates
        .sortWithinPartitions("fate")
        .writeTo(Shelf.BUILD.fates() + "." + dataset)
        .option("snapshot-property.plaza.load", load)
        .append();
  }

  /** Takes back what is told of rows that were kept with a note, and are kept no longer. */
  public void dropNotes(Dataset<Row> addresses, DatasetName dataset, String load)
      throws NoSuchTableException {
    String name = Shelf.BUILD.fates() + "." + dataset;
    Column isKept = col("fate").equalTo("kept");
    Dataset<Row> kept = spark.table(name).where(isKept);
    Column[] left =
        Stream.of("receipt", "member", "row", "part").map(kept::col).toArray(Column[]::new);
    Column same = null;
    for (int i = 0; i < left.length; i++) {
      Column equal = left[i].eqNullSafe(addresses.col(addresses.columns()[i]));
      same = same == null ? equal : same.and(equal);
    }
    kept.join(addresses, same, "left_anti")
        .writeTo(name)
        .option("snapshot-property.plaza.load", load)
        .overwrite(isKept);
  }

  private static Column[] columns(Dataset<Row> rows, Contract contract) {
    List<String> names = new ArrayList<>(contract.columns().stream().map(c -> c.name()).toList());
    Map<String, String> descriptions = contract.descriptions();
    for (String name : rows.columns()) {
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    for (var geometry : contract.geometries()) {
      List<String> edges = List.of("West", "South", "East", "North");
      List<String> bbox = contract.bbox(geometry);
      for (int i = 0; i < 4; i++) {
        descriptions.put(
            bbox.get(i),
            edges.get(i) + " edge of " + geometry.name() + ", degrees, EPSG:4326. Filter by it.");
      }
    }
    descriptions.put("_source", "Bookkeeping: the source by which the row came.");
    descriptions.put("_note", "A finding code, where something is to be said of the row.");
    descriptions.put("_receipt", "Bookkeeping: the landed file that the row comes from.");
    descriptions.put("_member", "Bookkeeping: the table within that file.");
    descriptions.put("_row", "Bookkeeping: the line or ordinal of the row in it, from 1.");
    descriptions.put("_part", "Bookkeeping: which of the rows made of that one, from 0.");
    return names.stream()
        .map(name ->
            col("`" + name + "`")
                .as(
                    name,
                    new MetadataBuilder()
                        .putString("comment", descriptions.getOrDefault(name, ""))
                        .build()))
        .toArray(Column[]::new);
  }

  private static Column partition(plaza.contract.Column column) {
    Column c = col(column.name());
    return switch (column.partitionTransform()) {
      case "day" -> functions.days(c);
      case "month" -> functions.months(c);
      case "year" -> functions.years(c);
      default -> c;
    };
  }

  /**
   * The day, where it partitions, then the S2 cell of the geometry, so that near things lie
   * together; the other partitions and the key. A file is of one partition, so the first is enough
   * of an order for most rows, and the engine compares a number sooner than anything else.
   */
  static List<Column> order(Contract contract) {
    List<Column> order = new ArrayList<>();
    if (!contract.geometries().isEmpty()) {
      order.add(place(contract));
    }
    contract.partitions().forEach(c -> order.add(col(c.name())));
    contract.key().forEach(c -> order.add(col(c.name())));
    return order;
  }

  private static Column place(Contract contract) {
    Column[] box =
        contract.bbox(contract.geometries().getFirst()).stream()
            .map(edge -> col(edge))
            .toArray(Column[]::new);
    Column cell = functions.udf(new S2Cell(), DataTypes.LongType).apply(box);
    return contract.partitions().stream()
        .filter(c -> c.type().equals("date"))
        .findFirst()
        .map(c -> functions.unix_date(col(c.name())).cast("long"))
        // The cell leaves twelve bits: days of eleven years, which then begin anew.
        .map(day -> functions.shiftleft(day, 64 - S2Cell.FREE_BITS))
        .map(day -> day.bitwiseOR(functions.shiftrightunsigned(cell, S2Cell.FREE_BITS)))
        .orElse(cell);
  }
}
