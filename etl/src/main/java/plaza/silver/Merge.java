package plaza.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import plaza.contract.Contract;
import plaza.lake.Load.FateCount;
import plaza.lake.Partitions;

/**
 * Brings newly landed rows together with a table that was built from all that had landed before:
 * for each key the greatest (fetched_at, receipt, row) wins, whichever came first. A row that loses
 * its place is superseded by the one that took it, which may itself be superseded later.
 *
 * <p>Only for sources whose files add to one another: what a register no longer lists cannot be
 * told from new rows alone.
 */
public final class Merge {
  private final Contract contract;
  private final Conformed batch;
  private final Dataset<Row> table;
  private final Dataset<Row> met;
  private final Extent extent;

  /**
   * How many rows come, and of them say something else, bring a note, displace another, displace
   * one with a note; how many lose.
   */
  private record Extent(
      long coming, long differing, long noting, long displacing, long noted, long losing) {}

  /**
   * Meets the rows of a batch with those of a table.
   *
   * @param isDated a source gives the days of the partitions itself, so that rows of one key may
   *     lie in several
   */
  public Merge(Contract contract, Conformed batch, Dataset<Row> table, boolean isDated) {
    this.contract = contract;
    this.batch = batch;
    this.table = table;
    Dataset<Row> arrived = batch.table();
    Dataset<Row> rivals = table;
    if (contract.isPartitionedByKey() && !isDated) {
      Optional<Column> partitions = new Partitions(contract).findOf(arrived);
      rivals = partitions.map(table::where).orElse(table);
    }
    rivals =
        rivals.select(
            Stream.of(table.columns()).map(n -> col(n).as("_t_" + n)).toArray(Column[]::new));
    Column same =
        contract.key().stream()
            .map(c -> arrived.col(c.name()).equalTo(col("_t_" + c.name())))
            .reduce(Column::and)
            .orElseThrow();
    this.met =
        arrived
            .join(rivals, same, "left")
            .withColumn("_wins", col("_t__receipt").isNull().or(place("").gt(place("_t_"))))
            .withColumn("_differs", col("_t__receipt").isNull().or(functions.not(isSame())))
            // Not cached: what is cached of a table is made anew when the table is written to.
            .localCheckpoint(true);
    Row counts =
        met.selectExpr(
                "count_if(_wins)",
                "count_if(_wins and _differs)",
                "count_if(_wins and _note is not null)",
                "count_if(_wins and _t__receipt is not null)",
                "count_if(_wins and _t__note is not null)",
                "count_if(not _wins)")
            .first();
    this.extent =
        new Extent(
            counts.getLong(0),
            counts.getLong(1),
            counts.getLong(2),
            counts.getLong(3),
            counts.getLong(4),
            counts.getLong(5));
  }

  /** A later row that says the same as the one in the table takes its place and changes nothing. */
  private Column isSame() {
    return contract.columns().stream()
        .map(c -> col(c.name()).eqNullSafe(col("_t_" + c.name())))
        .reduce(Column::and)
        .orElseThrow();
  }

  /** What decides between two rows of one key. */
  private static Column place(String prefix) {
    return functions.struct(
        col(prefix + "_receipt").as("receipt"),
        functions.coalesce(col(prefix + "_member"), lit("")).as("member"),
        col(prefix + "_row").as("row"),
        functions.coalesce(col(prefix + "_part"), lit(0)).as("part"),
        col(prefix + "_source").as("source"));
  }

  private Dataset<Row> winners() {
    return met.where("_wins").drop(dropped());
  }

  private Dataset<Row> displaced() {
    return met.where("_wins and _t__receipt is not null");
  }

  private String[] dropped() {
    return Stream.of(met.columns())
        .filter(n -> n.startsWith("_t_") || n.equals("_wins") || n.equals("_differs"))
        .toArray(String[]::new);
  }

  /** Whether any row comes into the table, be it only in place of one that said the same. */
  public boolean changesTable() {
    return extent.coming() > 0;
  }

  /** Whether readers see other rows than before, bookkeeping aside. */
  public boolean changesContent() {
    return extent.differing() > 0;
  }

  /** How many rows come into the table. */
  public long coming() {
    return extent.coming();
  }

  /** Whether a row that was kept with a note gives way. */
  public boolean dropsNotes() {
    return extent.noted() > 0;
  }

  /** The addresses of the rows that give way: receipt, member, row and part. */
  public Dataset<Row> displacedAddresses() {
    return displaced()
        .selectExpr(
            "_t__receipt as gone_receipt",
            "_t__member as gone_member",
            "_t__row as gone_row",
            "_t__part as gone_part");
  }

  /** The partitions that change, as a condition; empty where that may be the whole table. */
  public Optional<Column> findPartitions() {
    Partitions partitions = new Partitions(contract);
    if (contract.partitions().isEmpty()) {
      return Optional.empty();
    }
    return partitions.findOf(touched("_wins"));
  }

  /** The rows that come and, at their old place, those that go. */
  private Dataset<Row> touched(String condition) {
    Set<String> names = new LinkedHashSet<>();
    contract.partitions().forEach(c -> names.add(c.name()));
    contract.dates().forEach(c -> names.add(c.name()));
    Column[] come = names.stream().map(n -> col(n)).toArray(Column[]::new);
    Column[] go = names.stream().map(n -> col("_t_" + n).as(n)).toArray(Column[]::new);
    Dataset<Row> rows = met.where(condition);
    return rows.select(come).unionByName(rows.where("_t__receipt is not null").select(go));
  }

  /** The days on which rows change, by date column. */
  public Map<String, SortedSet<LocalDate>> days() {
    Map<String, SortedSet<LocalDate>> days = new HashMap<>();
    contract.dates().forEach(column -> days.put(column.name(), new TreeSet<>()));
    if (!days.isEmpty() && changesContent()) {
      String[] sets =
          days.keySet().stream().map(n -> "collect_set(" + n + ") as " + n).toArray(String[]::new);
      Row of = touched("_wins and _differs").selectExpr(sets).first();
      days.forEach((name, all) -> all.addAll(of.getList(of.fieldIndex(name))));
    }
    return days;
  }

  /** All rows of the partitions that change, as they are from now on. */
  public Dataset<Row> rows(Optional<Column> partitions) {
    Dataset<Row> before = partitions.map(table::where).orElse(table);
    Dataset<Row> gone = displaced().select(goneKey());
    Column same =
        contract.key().stream()
            .map(c -> before.col(c.name()).equalTo(col("gone_" + c.name())))
            .reduce(Column::and)
            .orElseThrow();
    return before.join(gone, same, "left_anti").unionByName(winners());
  }

  private Column[] goneKey() {
    return contract.key().stream()
        .map(c -> col(c.name()).as("gone_" + c.name()))
        .toArray(Column[]::new);
  }

  /**
   * What is to be told of the rows of the batch, and of those of the table that give way; empty
   * where there is nothing.
   */
  public Optional<Dataset<Row>> findFates() {
    List<Dataset<Row>> fates = new ArrayList<>();
    if (batch.counts().stream().anyMatch(count -> Told.is(count) && !count.isKept())) {
      fates.add(batch.fates().where("fate <> 'kept'"));
    }
    if (extent.noting() > 0) {
      fates.add(noted());
    }
    if (extent.losing() > 0) {
      fates.add(superseded(met.where("not _wins"), "", Conformed.address("_t_")));
    }
    if (extent.displacing() > 0) {
      fates.add(superseded(displaced(), "_t_", Conformed.address("")));
    }
    return fates.stream().reduce(Dataset::unionByName);
  }

  /** The rows that come with a note. */
  private Dataset<Row> noted() {
    return met.where("_wins and _note is not null")
        .select(key())
        .join(
            batch.rows().where("_fate = 'kept'"),
            contract.key().stream()
                .map(c -> col(c.name()).equalTo(col("k_" + c.name())))
                .reduce(Column::and)
                .orElseThrow())
        .selectExpr(Conformed.FATE);
  }

  private Column[] key() {
    return contract.key().stream()
        .map(c -> col(c.name()).as("k_" + c.name()))
        .toArray(Column[]::new);
  }

  private static Dataset<Row> superseded(Dataset<Row> rows, String prefix, Column winner) {
    return rows.select(
        col(prefix + "_source").as("source"),
        col(prefix + "_receipt").as("receipt"),
        col(prefix + "_member").as("member"),
        col(prefix + "_row").as("row"),
        col(prefix + "_part").as("part"),
        lit("superseded").as("fate"),
        col(prefix + "_note").as("code"),
        when(lit(false), lit("")).as("message"),
        winner.as("winner"),
        when(lit(false), lit("")).as("raw"));
  }

  /** By how much the counts of fates change: those of the batch, and of rows that give way. */
  public List<FateCount> counts() {
    List<FateCount> counts = new ArrayList<>(batch.counts());
    if (extent.losing() > 0) {
      move(met.where("not _wins"), "", counts);
    }
    if (extent.displacing() > 0) {
      move(displaced(), "_t_", counts);
    }
    return counts;
  }

  private static void move(Dataset<Row> rows, String prefix, List<FateCount> counts) {
    for (Row row :
        rows.groupBy(prefix + "_source", prefix + "_receipt", prefix + "_note")
            .count()
            .collectAsList()) {
      String code = row.isNullAt(2) ? "" : row.getString(2);
      counts.add(new FateCount(row.getString(0), row.getString(1), "kept", code, -row.getLong(3)));
      counts.add(
          new FateCount(row.getString(0), row.getString(1), "superseded", code, row.getLong(3)));
    }
  }
}
