package plaza.jobs.doctor;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.contract.DatasetName;
import plaza.contract.Source;
import plaza.lake.Database;
import plaza.lake.LandedFiles;
import plaza.lake.Load.FateCount;
import plaza.lake.Loads;
import plaza.lake.Pointer;
import plaza.lake.Receipt;
import plaza.lake.Shelf;
import plaza.lake.Standing;
import plaza.lake.TableCheckup;

/** What is recorded of the published tables, and whether it adds up. */
record Records(
    List<Pointer> pointers,
    Map<DatasetName, Standing> standings,
    Map<DatasetName, List<FateCount>> fates,
    Map<DatasetName, Map<String, Set<String>>> receipts) {
  private static final int ATTEMPTS = 5;

  /** Reads all of it between two publishings. */
  static Records read(Database database) throws SQLException {
    Records records = readOnce(database);
    for (int i = 1; i < ATTEMPTS && !Pointer.list(database).equals(records.pointers()); i++) {
      records = readOnce(database);
    }
    return records;
  }

  private static Records readOnce(Database database) throws SQLException {
    List<Pointer> pointers = Pointer.list(database);
    Loads loads = new Loads(database);
    Map<DatasetName, Standing> standings = loads.standings();
    Map<DatasetName, List<FateCount>> fates = new TreeMap<>();
    Map<DatasetName, Map<String, Set<String>>> receipts = new TreeMap<>();
    for (DatasetName name : standings.keySet()) {
      fates.put(name, loads.fates(name));
      receipts.put(name, loads.receipts(name));
    }
    return new Records(pointers, standings, fates, receipts);
  }

  int tables() {
    return standings.size();
  }

  int counts() {
    return fates.values().stream().mapToInt(List::size).sum();
  }

  /** All that does not agree with the tables, the landed files, or itself. */
  List<Finding> findings(
      Catalog catalog, LandedFiles landed, Map<Pointer, TableCheckup.Outcome> outcomes) {
    List<Finding> findings = new ArrayList<>();
    Map<DatasetName, TableCheckup.Outcome> tables = new TreeMap<>();
    Map<DatasetName, TableCheckup.Outcome> fateTables = new TreeMap<>();
    outcomes.forEach((pointer, outcome) -> {
      if (pointer.catalog().equals(Shelf.PUBLISHED.tables())) {
        tables.put(pointer.dataset(), outcome);
      } else if (pointer.catalog().equals(Shelf.PUBLISHED.fates())) {
        fateTables.put(pointer.dataset(), outcome);
      }
    });
    Set<DatasetName> names = new TreeSet<>(tables.keySet());
    names.addAll(standings.keySet());
    for (DatasetName name : names) {
      Standing standing = standings.get(name);
      TableCheckup.Outcome table = tables.get(name);
      if (standing == null || table == null) {
        String found = standing == null ? "a table without a load" : "a load without a table";
        findings.add(
            new Finding(
                FindingCode.UNRECORDED_TABLE,
                name.toString(),
                "",
                "found " + found + ", expected both"));
        continue;
      }
      if (table.findings().isEmpty()) {
        count(findings, name, "rows of the table", table.rows(), standing.rows());
      }
      fates(findings, name, standing, fateTables.get(name));
      receipts(findings, name, landed);
    }
    findings.addAll(unequal(catalog));
    return findings;
  }

  private void fates(
      List<Finding> findings,
      DatasetName name,
      Standing standing,
      TableCheckup.@org.jspecify.annotations.Nullable Outcome table) {
    List<FateCount> counts = fates.getOrDefault(name, List.of());
    if (counts.isEmpty()) {
      return; // derived
    }
    count(findings, name, "rows kept by fates", sum(counts, "kept", false), standing.rows());
    if (table == null || !table.findings().isEmpty()) {
      if (table == null) {
        findings.add(
            new Finding(
                FindingCode.UNRECORDED_TABLE,
                name.toString(),
                "",
                "found no table of fates, expected one"));
      }
      return;
    }
    for (String fate : List.of("refused", "superseded", "kept")) {
      // Of rows kept, only those with a note have a row of their own.
      long recorded = sum(counts, fate, fate.equals("kept"));
      long stored = table.rowsByFate().getOrDefault(fate, 0L);
      count(findings, name, "rows of the table of fates: " + fate, stored, recorded);
    }
  }

  private static long sum(List<FateCount> counts, String fate, boolean isNoted) {
    return counts.stream()
        .filter(c -> c.fate().equals(fate) && !(isNoted && c.code().isEmpty()))
        .mapToLong(FateCount::rows)
        .sum();
  }

  private static void count(
      List<Finding> findings, DatasetName name, String what, long found, long expected) {
    if (found != expected) {
      findings.add(
          new Finding(
              FindingCode.WRONG_COUNT,
              name.toString(),
              what,
              "found %,d, expected %,d as recorded".formatted(found, expected)));
    }
  }

  private void receipts(List<Finding> findings, DatasetName name, LandedFiles landed) {
    Map<String, Set<String>> recorded = receipts.getOrDefault(name, Map.of());
    Set<String> all = new HashSet<>();
    recorded.forEach((feed, ids) -> {
      all.addAll(ids);
      Set<String> there = new HashSet<>();
      try {
        landed.list(feed).stream().map(Receipt::id).forEach(there::add);
      } catch (java.io.UncheckedIOException e) {
        return; // told of with the landed files
      }
      ids.stream()
          .filter(id -> !there.contains(id))
          .forEach(id ->
              findings.add(
                  new Finding(
                      FindingCode.LOST_RECEIPT,
                      feed,
                      id,
                      "found none, expected what " + name + " was made from")));
    });
    fates.getOrDefault(name, List.of()).stream()
        .map(FateCount::receipt)
        .distinct()
        .filter(id -> !all.contains(id))
        .forEach(id ->
            findings.add(
                new Finding(
                    FindingCode.WRONG_COUNT,
                    name.toString(),
                    id,
                    "found fates of rows of a file, expected it among those read")));
  }

  /** Whoever reads the same rows of the same file must have counted as many. */
  private List<Finding> unequal(Catalog catalog) {
    Map<String, Map<String, Long>> rows = new TreeMap<>();
    for (Dataset dataset : catalog.datasets().values()) {
      Map<String, Source> sources = new HashMap<>();
      dataset.sources().stream().filter(s -> s.rows() == null).forEach(s -> sources.put(s.id(), s));
      for (FateCount count : fates.getOrDefault(dataset.name(), List.of())) {
        Source source = sources.get(count.source());
        if (source != null) {
          String member = source.member() == null ? "" : " " + source.member();
          rows.computeIfAbsent(source.feed() + " " + count.receipt() + member, r -> new TreeMap<>())
              .merge(dataset.name() + " by " + source.id(), count.rows(), Long::sum);
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    rows.forEach((file, counts) -> {
      if (new HashSet<>(counts.values()).size() > 1) {
        findings.add(
            new Finding(
                FindingCode.WRONG_COUNT,
                counts.keySet().iterator().next().replaceFirst(" by .*", ""),
                file,
                "found rows read " + counts + ", expected as many for each"));
      }
    });
    return findings;
  }
}
