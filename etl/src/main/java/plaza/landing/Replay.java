package plaza.landing;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import plaza.contract.Feed;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;

/** Finds in a feed's folder what has not landed yet. */
final class Replay {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");
  private static final Pattern HIDDEN = Pattern.compile("(^|/)\\.");

  private final LandedFiles landed;
  private final Path home;
  private final Days days;

  Replay(LandedFiles landed, Path home, Days days) {
    this.landed = landed;
    this.home = home;
    this.days = days;
  }

  /** A file and when it was fetched; recorded then, or only last changed. */
  record Offered(Path file, Instant at, boolean isRecorded) {
    String origin() {
      return file.toUri().toString();
    }
  }

  /** The new files of a feed, oldest first. */
  List<Offered> list(Feed feed, ZoneId zone) throws IOException {
    Set<String> known = new HashSet<>();
    List<Receipt> receipts = landed.list(feed.id());
    receipts.forEach(receipt -> known.add(key(receipt.fetchedAt(), receipt.origin())));
    List<Offered> fresh = new ArrayList<>();
    for (Offered file : wanted(offered(feed), zone, receipts.isEmpty())) {
      if (known.add(key(file.at(), file.origin())) && !isUnchanged(file, receipts)) {
        fresh.add(file);
      }
    }
    return fresh;
  }

  private List<Offered> wanted(List<Offered> offered, ZoneId zone, boolean isFirst) {
    List<Offered> wanted =
        offered.stream().filter(o -> !o.isRecorded() || days.cover(o.at(), zone)).toList();
    if (!wanted.isEmpty() || !isFirst) {
      return wanted;
    }
    // A register is published before the days that are asked for: its last version then holds.
    List<Offered> before = offered.stream().filter(o -> days.areAfter(o.at(), zone)).toList();
    return before.stream().filter(o -> o.at().equals(before.getLast().at())).toList();
  }

  // A checkout or a copy gives a file a new time and the same bytes.
  private boolean isUnchanged(Offered file, List<Receipt> receipts) throws IOException {
    Optional<Receipt> last =
        receipts.reversed().stream().filter(r -> r.origin().equals(file.origin())).findFirst();
    return !file.isRecorded()
        && last.isPresent()
        && Files.mismatch(file.file(), landed.file(last.get())) == -1;
  }

  private static String key(Instant at, String origin) {
    return LandedFiles.INSTANT.format(at) + " " + origin;
  }

  /**
   * The files that a feed's pattern matches, oldest first. Only what stands behind the first
   * wildcard is a pattern: a home may be called what it likes. Hidden files are half-written ones.
   */
  private List<Offered> offered(Feed feed) throws IOException {
    String files = String.valueOf(feed.files());
    Path root =
        files.startsWith("/") ? Path.of("/") : feed.file().toAbsolutePath().resolveSibling("");
    List<String> pattern = new ArrayList<>();
    for (String step : files.split("/", -1)) {
      if (!pattern.isEmpty() || (WILDCARD.matcher(step).find() && !step.equals("{home}"))) {
        pattern.add(step);
      } else {
        root = step.equals("{home}") ? home : root.resolve(step);
      }
    }
    root = root.normalize();
    if (!Files.exists(root)) {
      return List.of();
    }
    if (pattern.isEmpty()) {
      return Files.isRegularFile(root) ? List.of(offered(root)) : List.of();
    }
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + String.join("/", pattern));
    int depth = files.contains("**") ? Integer.MAX_VALUE : pattern.size();
    List<Offered> offered = new ArrayList<>();
    try (Stream<Path> found = Files.find(root, depth, (p, a) -> a.isRegularFile())) {
      for (Path file : found.toList()) {
        Path name = root.relativize(file);
        if (matcher.matches(name) && !HIDDEN.matcher(name.toString()).find()) {
          offered.add(offered(file));
        }
      }
    }
    offered.sort(Comparator.comparing(Offered::at).thenComparing(Offered::file));
    return offered;
  }

  private static Offered offered(Path file) throws IOException {
    Path folder = file.toAbsolutePath().normalize().resolveSibling("");
    try {
      Instant at = Instant.from(LandedFiles.INSTANT.parse(String.valueOf(folder.getFileName())));
      return new Offered(file, at, true);
    } catch (DateTimeParseException e) {
      Instant changed = Files.getLastModifiedTime(file).toInstant();
      return new Offered(file, changed.truncatedTo(ChronoUnit.SECONDS), false);
    }
  }
}
