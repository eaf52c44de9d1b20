package plaza.jobs.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.contract.Source;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;
import plaza.lake.Standing;

/**
 * Sums over all that a table is a function of: its declarations, what has landed for it, the tables
 * it reads, and this program's version. A table whose published load has the same sum is up to
 * date.
 */
public final class Fingerprints {
  // Raise when the rooms give other tables for the same input.
  private static final String ROOMS = "2";

  private final Catalog catalog;
  private final LandedFiles landed;
  private final Map<String, List<Receipt>> receipts = new ConcurrentHashMap<>();

  /** Sums over declarations and landed files as they are now. */
  public Fingerprints(Catalog catalog, LandedFiles landed) {
    this.catalog = catalog;
    this.landed = landed;
  }

  /** The sum of a dataset, given those of what it reads. */
  public String of(Dataset dataset, Map<DatasetName, String> inputs) {
    List<String> parts = new ArrayList<>(List.of(declared(dataset)));
    dataset.feeds().forEach(feed -> parts.addAll(receipts(feed)));
    dataset.inputs().forEach(input -> parts.add(input + "=" + inputs.getOrDefault(input, "none")));
    return sum(parts);
  }

  /** Those of the datasets, in lineage order, whose tables are not what they should be by now. */
  public List<Dataset> stale(List<Dataset> datasets, Map<DatasetName, Standing> standings) {
    Map<DatasetName, String> sums = new HashMap<>();
    standings.forEach((name, standing) -> sums.put(name, standing.fingerprint()));
    List<Dataset> stale = new ArrayList<>();
    for (Dataset dataset : datasets) {
      boolean isKnown = standings.containsKey(dataset.name());
      // Built without the source that has problems, a city would vanish from the table.
      if (!dataset.isWhole() || (!isKnown && !hasInput(dataset))) {
        continue;
      }
      // What reads a table that has never been built waits until there is something to read.
      if (isStale(dataset, sums) && sums.keySet().containsAll(dataset.inputs())) {
        stale.add(dataset);
      }
      sums.put(dataset.name(), of(dataset, sums));
    }
    return stale;
  }

  /** Whether a table is not what it should be, given the sums of all tables as they stand. */
  boolean isStale(Dataset dataset, Map<DatasetName, String> sums) {
    return !of(dataset, sums).equals(sums.get(dataset.name()));
  }

  /** The sum of what is declared of a dataset and of the rooms that build it. */
  String declared(Dataset dataset) {
    List<String> parts = new ArrayList<>(List.of("rooms " + ROOMS));
    for (Path file : dataset.files()) {
      parts.add(text(file));
    }
    for (Source source : dataset.sources()) {
      parts.add(text(catalog.feed(source.feed()).file()));
      if (source.city() != null) {
        parts.add(text(catalog.city(source.city()).file()));
      }
    }
    return sum(parts);
  }

  /** Whether anything has landed that the dataset reads; derived ones always may be built. */
  public boolean hasInput(Dataset dataset) {
    return dataset.sources().isEmpty()
        || dataset.feeds().stream().anyMatch(feed -> !receipts(feed).isEmpty());
  }

  /** The receipts of a feed that builds read, oldest first. */
  List<String> receipts(String feed) {
    return inUse(feed).stream().map(Receipt::id).toList();
  }

  /** The landed files of a feed that builds read, oldest first. */
  List<Receipt> inUse(String feed) {
    return receipts.computeIfAbsent(feed, landed::inUse);
  }

  private static String sum(List<String> parts) {
    MessageDigest digest = LandedFiles.sha256();
    for (String part : parts) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
