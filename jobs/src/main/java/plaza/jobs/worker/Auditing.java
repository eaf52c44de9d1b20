package plaza.jobs.worker;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.check.Audit;
import plaza.check.Scope;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.contract.Source;
import plaza.contract.Watch;
import plaza.lake.LandedFiles;
import plaza.lake.Shelf;
import plaza.lake.Tables;

/** Holds tables of a build against their contracts, as far as the build has changed them. */
final class Auditing {
  private final Catalog catalog;
  private final Fingerprints fingerprints;
  private final Tables tables;

  Auditing(Catalog catalog, Fingerprints fingerprints, Tables tables) {
    this.catalog = catalog;
    this.fingerprints = fingerprints;
    this.tables = tables;
  }

  /** Audits a table that was made anew. */
  Audit.Outcome whole(Dataset dataset) {
    return audit(dataset, Scope.whole(newest(dataset)));
  }

  /** Audits a table of which some days changed, by date column. */
  Audit.Outcome days(Dataset dataset, Map<String, SortedSet<LocalDate>> days) {
    Optional<Scope> part =
        findColumn(dataset.contract(), days)
            .flatMap(by ->
                Optional.ofNullable(days.get(by)).map(of -> Scope.days(by, of, newest(dataset))));
    return part.isPresent() ? audit(dataset, part.get()) : whole(dataset);
  }

  private Audit.Outcome audit(Dataset dataset, Scope scope) {
    return new Audit(dataset.contract(), dataset.checks(), Shelf.BUILD.tables())
        .of(tables.read(dataset.name()), scope);
  }

  /** The column whose days are watched, or else the one that the table is partitioned by. */
  private static Optional<String> findColumn(
      Contract contract, Map<String, SortedSet<LocalDate>> days) {
    return Stream.concat(
            Stream.ofNullable(contract.checks().watch()).map(Watch::by),
            contract.partitions().stream().map(Column::name))
        .filter(days::containsKey)
        .findFirst();
  }

  /** For each city when the newest file was fetched of all that a table is made of. */
  private Map<String, Instant> newest(Dataset dataset) {
    Map<String, Instant> newest = new TreeMap<>();
    for (Dataset each : catalog.upstream(List.of(dataset.name()))) {
      for (Source source : each.sources()) {
        List<String> receipts = fingerprints.receipts(source.feed());
        if (source.city() != null && !receipts.isEmpty()) {
          Instant last =
              LandedFiles.INSTANT.parse(receipts.getLast().substring(0, 16), Instant::from);
          newest.merge(source.city(), last, (a, b) -> a.isAfter(b) ? a : b);
        }
      }
    }
    return newest;
  }
}
