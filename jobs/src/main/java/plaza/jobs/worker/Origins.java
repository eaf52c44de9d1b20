package plaza.jobs.worker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.contract.Feed;
import plaza.lake.LandedFiles;
import plaza.lake.Loads;
import plaza.release.Manifest;

/** What a published table was made of, back to the receipts of what landed. */
record Origins(Catalog catalog, Loads loads) {
  /** The feeds of a table and of all that it is derived from, as far as they were used. */
  List<Manifest.Origin> of(DatasetName name) throws SQLException {
    Map<String, Set<String>> receipts = new TreeMap<>();
    for (Dataset each : catalog.upstream(Set.of(name))) {
      loads
          .receipts(each.name())
          .forEach((feed, ids) -> receipts.computeIfAbsent(feed, f -> new TreeSet<>()).addAll(ids));
    }
    return receipts.entrySet().stream()
        .filter(each -> catalog.feeds().containsKey(each.getKey()))
        .map(each -> origin(catalog.feed(each.getKey()), each.getValue()))
        .toList();
  }

  private static Manifest.Origin origin(Feed feed, Set<String> receipts) {
    MessageDigest digest = LandedFiles.sha256();
    receipts.forEach(each -> digest.update((each + "\n").getBytes(StandardCharsets.UTF_8)));
    return new Manifest.Origin(
        feed.id(),
        feed.title(),
        feed.publisher(),
        feed.license(),
        feed.attribution(),
        receipts.size(),
        HexFormat.of().formatHex(digest.digest()));
  }
}
