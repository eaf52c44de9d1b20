package plaza.silver;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.check.Severity;
import plaza.contract.Contract;
import plaza.format.Formats;
import plaza.format.ReadRequest;
import plaza.format.UnreadableFile;
import plaza.lake.LandedFiles;
import plaza.lake.Load.FateCount;
import plaza.lake.Receipt;

/**
 * Turns the landed files of a dataset's sources into typed rows, EPSG:4326, instants in UTC with
 * the local date beside, and gives each row read a fate: kept, refused, superseded or out of scope.
 */
public final class Conform {
  private static final int MAX_FINDINGS = 50;

  private final SparkSession spark;
  private final LandedFiles landed;
  private final int maxCrowded;

  /** Works in a session that has Sedona's functions, ANSI on, and common expressions inlined. */
  public Conform(SparkSession spark, LandedFiles landed) {
    this(spark, landed, Fated.MAX_CROWDED);
  }

  /** With as many keys that come twice before all rows are put in order. */
  Conform(SparkSession spark, LandedFiles landed, int maxCrowded) {
    this.spark = spark;
    this.landed = landed;
    this.maxCrowded = maxCrowded;
  }

  /** The rows of a dataset from all that has landed for its sources; empty when nothing has. */
  public Optional<Conformed> conform(Contract contract, List<Filling> fillings) throws Exception {
    return conform(contract, fillings, Map.of(), List.of());
  }

  /**
   * The rows of a dataset from what has landed for its sources; empty when nothing has. The result
   * is kept by the engine until released.
   *
   * @param known the receipts, by feed, whose rows are in the table already and are not read again
   * @param before the counts of fates of their rows
   * @throws Exception when an expression cannot be analysed
   */
  public Optional<Conformed> conform(
      Contract contract,
      List<Filling> fillings,
      Map<String, Set<String>> known,
      List<FateCount> before)
      throws Exception {
    List<Dataset<Row>> judged = new ArrayList<>();
    Map<String, String> latest = new HashMap<>();
    List<Finding> notes = new ArrayList<>();
    for (Filling filling : fillings) {
      Set<String> old = known.getOrDefault(filling.feed().id(), Set.of());
      List<Receipt> receipts = filling.receipts(landed);
      if (filling.feed().complete() && !receipts.isEmpty()) {
        latest.put(filling.source().id(), receipts.getLast().version());
      }
      receipts = receipts.stream().filter(r -> !old.contains(r.id())).toList();
      if (!receipts.isEmpty()) {
        notes.addAll(encodings(contract, filling, receipts));
        judged.add(new Judgement(spark, landed, contract, filling, receipts).rows());
      }
    }
    if (judged.isEmpty()) {
      return Optional.empty();
    }
    Dataset<Row> all = judged.stream().reduce(Dataset::unionByName).orElseThrow();
    Fated fates = Fated.of(all, contract, maxCrowded);
    Dataset<Row> fated = fates.rows();
    List<FateCount> counts;
    List<Finding> findings;
    try {
      counts = counts(fated);
      findings = new ArrayList<>(unreadable(fated, counts, contract.dataset().toString()));
    } catch (Exception | Error e) {
      fates.held().unpersist();
      throw e;
    }
    if (findings.isEmpty()) {
      List<FateCount> together = new ArrayList<>(before);
      together.addAll(counts);
      findings.addAll(new Allowance(contract, fillings, latest).findings(together));
    }
    findings.addAll(notes);
    return Optional.of(new Conformed(fated, fates.held(), counts, findings));
  }

  /** What the newest files' encodings were taken for, where the feed does not say. */
  private List<Finding> encodings(Contract contract, Filling filling, List<Receipt> receipts)
      throws IOException {
    ReadRequest request =
        ReadRequest.of(filling.feed(), filling.source().member(), List.of(), Set.of());
    List<Finding> notes = new ArrayList<>();
    for (Receipt receipt :
        receipts.subList(Math.max(0, receipts.size() - MAX_FINDINGS), receipts.size())) {
      try {
        Formats.guess(landed.file(receipt), request)
            .ifPresent(guess ->
                notes.add(
                    new Finding(
                        FindingCode.ENCODING_DETECTED,
                        contract.dataset().toString(),
                        receipt.id(),
                        "found %s with a confidence of %d of 100, expected it declared in %s"
                            .formatted(
                                guess.encoding().name(),
                                guess.confidence(),
                                filling.feed().id()))));
      } catch (UnreadableFile | NoSuchFileException e) {
        // Its rows say so, and fail the build.
      }
    }
    return notes;
  }

  private static Column address() {
    return Conformed.address("");
  }

  private static List<FateCount> counts(Dataset<Row> fated) {
    return fated.groupBy("_source", "_receipt", "_fate", "_code").count().collectAsList().stream()
        .map(row ->
            new FateCount(
                row.getString(0),
                row.getString(1),
                row.getString(2),
                row.isNullAt(3) ? "" : row.getString(3),
                row.getLong(4)))
        .toList();
  }

  private static List<Finding> unreadable(
      Dataset<Row> fated, List<FateCount> counts, String dataset) {
    List<String> codes =
        counts.stream()
            .map(FateCount::code)
            .filter(code -> !code.isEmpty() && code(code).severity() == Severity.FAIL)
            .distinct()
            .toList();
    if (codes.isEmpty()) {
      return List.of();
    }
    return fated
        .where(col("_code").isin(codes.toArray()))
        .select(col("_code"), address(), col("_message"))
        .limit(MAX_FINDINGS)
        .collectAsList()
        .stream()
        .map(
            row -> new Finding(code(row.getString(0)), dataset, row.getString(1), row.getString(2)))
        .toList();
  }

  private static FindingCode code(String id) {
    return FindingCode.valueOf(id.toUpperCase(java.util.Locale.ROOT));
  }
}
