package plaza.landing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
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
import org.jspecify.annotations.Nullable;
import plaza.contract.Feed;
import plaza.lake.LandedFiles;
import plaza.lake.LandedFiles.Arrival;
import plaza.lake.Receipt;

/**
 * Fetches what a publisher offers and lands its bytes with a receipt. Rows are not looked at. A
 * folder of recorded files is replayed: a file whose folder is named by an instant ({@code
 * 20260328T000020Z}) was fetched then. Any other file is what its publisher offers now; it was
 * fetched when it was last changed, and lands unless its bytes have.
 */
public final class Fetch {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");
  private static final Pattern HIDDEN = Pattern.compile("(^|/)\\.");

  private final LandedFiles landed;
  private final Path home;
  private final @Nullable LocalDate from;
  private final @Nullable LocalDate to;

  /**
   * Lands into a lake.
   *
   * @param home what {@code {home}} stands for in a feed's {@code files}
   * @param from first local day of fetching to land, or null
   * @param to last such day, or null
   */
  public Fetch(LandedFiles landed, Path home, @Nullable LocalDate from, @Nullable LocalDate to) {
    this.landed = landed;
    this.home = home;
    this.from = from;
    this.to = to;
  }

  /** A file and when it was fetched; recorded then, or only last changed. */
  private record Offered(Path file, Instant at, boolean isRecorded) {
    String origin() {
      return file.toUri().toString();
    }
  }

  /** Lands what is new of a feed, whose days are counted in a zone, and says how many files. */
  public int fetch(Feed feed, ZoneId zone, Instant now) throws IOException, InterruptedException {
    String url = feed.url();
    if (url == null) {
      return replay(feed, zone);
    }
    return covers(now, zone) && isDue(feed, now) ? download(feed, URI.create(url), now) : 0;
  }

  /** Lands one file as if it had been fetched from the publisher at an instant. */
  public Receipt land(Feed feed, Path file, Instant at) throws IOException {
    String name = String.valueOf(file.getFileName());
    try (InputStream in = Files.newInputStream(file)) {
      return landed.land(
          new Arrival(
              feed.id(), at, file.toAbsolutePath().toUri().toString(), name, type(name), null),
          in);
    }
  }

  private static String type(String name) {
    String type = java.net.URLConnection.guessContentTypeFromName(name);
    return type == null ? "application/octet-stream" : type;
  }

  private boolean isDue(Feed feed, Instant now) {
    List<Receipt> receipts = landed.list(feed.id());
    return receipts.isEmpty()
        || !receipts
            .getLast()
            .fetchedAt()
            .atZone(java.time.ZoneOffset.UTC)
            .plus(feed.every())
            .toInstant()
            .isAfter(now);
  }

  private int replay(Feed feed, ZoneId zone) throws IOException {
    Set<String> known = new HashSet<>();
    List<Receipt> receipts = landed.list(feed.id());
    receipts.forEach(receipt -> known.add(key(receipt.fetchedAt(), receipt.origin())));
    int count = 0;
    for (Offered file : wanted(offered(feed), zone, receipts.isEmpty())) {
      if (known.add(key(file.at(), file.origin())) && !isUnchanged(file, receipts)) {
        land(feed, file.file(), file.at());
        count++;
      }
    }
    return count;
  }

  private List<Offered> wanted(List<Offered> offered, ZoneId zone, boolean isFirst) {
    List<Offered> wanted =
        offered.stream().filter(o -> !o.isRecorded() || covers(o.at(), zone)).toList();
    if (!wanted.isEmpty() || !isFirst) {
      return wanted;
    }
    // A register is published before the days that are asked for: its last version then holds.
    List<Offered> before = offered.stream().filter(o -> isBefore(o.at(), zone)).toList();
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

  private boolean covers(Instant at, ZoneId zone) {
    LocalDate day = at.atZone(zone).toLocalDate();
    return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
  }

  private boolean isBefore(Instant at, ZoneId zone) {
    return from != null && at.atZone(zone).toLocalDate().isBefore(from);
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

  private int download(Feed feed, URI url, Instant now) throws IOException, InterruptedException {
    Optional<Receipt> last = landed.list(feed.id()).reversed().stream().findFirst();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).timeout(LIMIT).header("User-Agent", "Plaza");
    last.map(Receipt::etag).ifPresent(etag -> request.header("If-None-Match", etag));
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() == 304) {
          return 0;
        }
        if (response.statusCode() != 200) {
          throw new IOException("found status " + response.statusCode() + ", expected 200");
        }
        String path = String.valueOf(url.getPath());
        Arrival arrival =
            new Arrival(
                feed.id(),
                now,
                url.toString(),
                path.substring(path.lastIndexOf('/') + 1),
                response.headers().firstValue("Content-Type").orElse("application/octet-stream"),
                response.headers().firstValue("ETag").orElse(null));
        return landed.landChanged(arrival, body).isPresent() ? 1 : 0;
      }
    }
  }
}
