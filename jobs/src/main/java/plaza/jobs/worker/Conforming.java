package plaza.jobs.worker;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.Audit;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.contract.Contract;
import plaza.jobs.stack.SparkSessions;
import plaza.lake.LandedFiles;
import plaza.lake.Load.Basis;
import plaza.lake.Load.FateCount;
import plaza.lake.Loads;
import plaza.lake.Standing;
import plaza.lake.Tables;
import plaza.silver.Conform;
import plaza.silver.Conformed;
import plaza.silver.Filling;
import plaza.silver.Merge;
import plaza.silver.ShapeChanges;

/**
 * Builds a silver table in the catalogue of the build. Where it was made by the same declarations
 * and all that is new adds to what was there, only what is new is read; else it is made anew. Both
 * end in the same table.
 */
final class Conforming {
  private final SparkSession spark;
  private final Catalog catalog;
  private final LandedFiles landed;
  private final Loads loads;
  private final Fingerprints fingerprints;
  private final Auditing auditing;
  private final Progress progress;
  private final Tables tables;

  Conforming(
      SparkSession spark,
      Catalog catalog,
      LandedFiles landed,
      Loads loads,
      Fingerprints fingerprints,
      Auditing auditing,
      Progress progress) {
    this.spark = spark;
    this.catalog = catalog;
    this.landed = landed;
    this.loads = loads;
    this.fingerprints = fingerprints;
    this.auditing = auditing;
    this.progress = progress;
    this.tables = new Tables(spark);
  }

  Built build(Dataset dataset, @Nullable Standing standing, String id) throws Exception {
    Map<String, Set<String>> known =
        new Known(catalog, fingerprints, loads).receipts(dataset, standing);
    boolean isWhole = known.isEmpty();
    List<FateCount> before = isWhole ? List.of() : loads.fates(dataset.name());
    Map<String, List<String>> receipts = new HashMap<>();
    for (String feed : dataset.feeds()) {
      List<String> fresh = new ArrayList<>(fingerprints.receipts(feed));
      fresh.removeAll(known.getOrDefault(feed, Set.of()));
      receipts.put(feed, fresh);
    }
    String declared = fingerprints.declared(dataset);
    List<Filling> fillings = fillings(dataset);
    List<Finding> changes = changes(dataset.contract(), fillings, known);
    Optional<Conformed> conformed =
        new Conform(spark, landed)
            .conform(dataset.contract(), fillings, known, before)
            .map(rows -> rows.with(changes));
    if (conformed.isEmpty()) {
      return isWhole
          ? nothing(dataset, declared)
          : new Built(
              tables.read(dataset.name()).count(),
              List.of(),
              List.of(),
              new Basis(false, false, declared, receipts, Map.of(), Map.of()));
    }
    Conformed rows = conformed.get();
    try {
      progress.step(dataset.name().toString(), "judged");
      if (rows.isFailed()) {
        tables.writeFates(rows.fates(), dataset.name(), id);
        return new Built(0, rows.counts(), rows.findings(), Basis.whole(declared));
      }
      return isWhole
          ? whole(dataset, rows, id, declared, receipts, standing != null)
          : merged(dataset, rows, id, declared, receipts);
    } finally {
      rows.release();
    }
  }

  /**
   * How the shapes of new files differ from those before them. To a table that is made anew all
   * files are new: there only what the contract refuses is looked for.
   */
  private List<Finding> changes(
      Contract contract, List<Filling> fillings, Map<String, Set<String>> known)
      throws IOException {
    List<Finding> changes = new ArrayList<>();
    if (known.isEmpty() && !contract.drift().refuses()) {
      return changes;
    }
    for (Filling filling : fillings) {
      Set<String> old = known.getOrDefault(filling.feed().id(), Set.of());
      changes.addAll(
          new ShapeChanges(landed).of(contract, filling, receipt -> !old.contains(receipt.id())));
    }
    return changes;
  }

  private Built whole(
      Dataset dataset,
      Conformed rows,
      String id,
      String declared,
      Map<String, List<String>> receipts,
      boolean isKnown) {
    String name = dataset.name().toString();
    Contract contract = dataset.contract();
    String before = isKnown && tables.has(dataset.name()) ? tables.content(contract) : "";
    tables.writeFates(rows.fates(), dataset.name(), id);
    progress.step(name, "fates_written");
    tables.write(rows.table(), rows.kept(), contract, id);
    progress.step(name, "table_written");
    Audit.Outcome audit = auditing.whole(dataset);
    progress.step(name, "audited");
    boolean isChanged = before.isEmpty() || !before.equals(tables.content(contract));
    return new Built(
        audit.rows(),
        rows.counts(),
        together(rows.findings(), audit.findings()),
        new Basis(true, isChanged, declared, receipts, Map.of(), Map.of()));
  }

  private Built merged(
      Dataset dataset,
      Conformed rows,
      String id,
      String declared,
      Map<String, List<String>> receipts)
      throws Exception {
    String name = dataset.name().toString();
    Contract contract = dataset.contract();
    org.apache.spark.sql.Dataset<Row> published = tables.read(dataset.name());
    Merge merge = new Merge(contract, rows, published, isDated(dataset));
    if (merge.dropsNotes()) {
      tables.dropNotes(merge.displacedAddresses(), dataset.name(), id);
    }
    Optional<org.apache.spark.sql.Dataset<Row>> fates = merge.findFates();
    if (fates.isPresent()) {
      tables.appendFates(fates.get(), dataset.name(), id);
    }
    progress.step(name, "fates_written");
    List<Finding> findings = rows.findings();
    Map<String, SortedSet<LocalDate>> days = merge.days();
    if (merge.changesTable()) {
      Optional<Column> partitions = merge.findPartitions();
      org.apache.spark.sql.Dataset<Row> rewritten =
          partitions.map(published::where).orElse(published);
      SparkSessions.suitMore(spark, Tables.bytes(rewritten));
      long count = rewritten.count() + merge.coming();
      if (partitions.isPresent()) {
        tables.overwrite(merge.rows(partitions), count, contract, partitions.get(), id);
      } else {
        tables.write(merge.rows(partitions), count, contract, id);
      }
      progress.step(name, "table_written");
      findings = together(findings, auditing.days(dataset, days).findings());
      progress.step(name, "audited");
    }
    return new Built(
        tables.read(dataset.name()).count(),
        merge.counts(),
        findings,
        new Basis(false, merge.changesContent(), declared, receipts, Map.of(), days));
  }

  private static List<Finding> together(List<Finding> notes, List<Finding> found) {
    return Stream.concat(notes.stream(), found.stream()).toList();
  }

  // A source that gives the day itself may give another than its neighbours for the same key.
  private static boolean isDated(Dataset dataset) {
    return dataset.contract().partitions().stream()
        .filter(p -> !p.isKey())
        .anyMatch(p -> dataset.sources().stream().anyMatch(s -> s.columns().containsKey(p.name())));
  }

  private List<Filling> fillings(Dataset dataset) {
    return dataset.sources().stream()
        .map(source ->
            new Filling(
                source,
                catalog.feed(source.feed()),
                source.city() == null ? null : catalog.city(source.city())))
        .toList();
  }

  private static Built nothing(Dataset dataset, String declared) {
    return new Built(
        0,
        List.of(),
        List.of(
            new Finding(
                FindingCode.EMPTY_FILE,
                dataset.name().toString(),
                "",
                "found no landed file that a source is valid for, expected one of "
                    + String.join(", ", dataset.feeds()))),
        Basis.whole(declared));
  }
}
