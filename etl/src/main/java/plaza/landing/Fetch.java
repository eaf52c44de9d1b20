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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.contract.Feed;
import plaza.lake.LandedFiles;
import plaza.lake.LandedFiles.Arrival;
import plaza.lake.Receipt;

/**
 * Fetches what a publisher offers and lands its bytes with a receipt. Rows are not looked at. A
 * folder of recorded files is replayed: where a file's folder is named by an instant ({@code
 * 20260328T000020Z}) it was fetched then, else when it was last changed.
 */
public final class Fetch {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofMinutes(10);

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

  /** A file as if fetched at an instant. */
  private record Recorded(Path file, Instant at) {}

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
    List<Recorded> recorded = recorded(feed);
    List<Recorded> wanted = recorded.stream().filter(r -> covers(r.at(), zone)).toList();
    if (wanted.isEmpty() && receipts.isEmpty()) {
      // A register is published before the days that are asked for: its last version then holds.
      wanted = recorded.stream().filter(r -> isBefore(r.at(), zone)).toList();
      wanted = wanted.subList(Math.max(0, wanted.size() - 1), wanted.size());
    }
    int count = 0;
    for (Recorded file : wanted) {
      if (known.add(key(file.at(), file.file().toUri().toString()))) {
        land(feed, file.file(), file.at());
        count++;
      }
    }
    return count;
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

  /** The files that a feed's pattern matches, oldest first. */
  private List<Recorded> recorded(Feed feed) throws IOException {
    String files = String.valueOf(feed.files());
    Path pattern =
        feed.file().toAbsolutePath().resolveSibling(files.replace("{home}", home.toString()));
    Path root = Path.of("/");
    int fixed = 0;
    Path normal = pattern.normalize();
    while (fixed < normal.getNameCount()
        && !normal.getName(fixed).toString().matches(".*[*?\\[{].*")) {
      root = root.resolve(normal.getName(fixed++));
    }
    if (fixed == normal.getNameCount()) {
      root = normal;
    }
    if (!Files.exists(root)) {
      return List.of();
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + normal);
    int depth = Math.max(1, normal.getNameCount() - fixed);
    List<Recorded> recorded = new ArrayList<>();
    try (Stream<Path> found = Files.find(root, depth, (p, a) -> a.isRegularFile())) {
      for (Path file : found.filter(matcher::matches).toList()) {
        recorded.add(new Recorded(file, instant(file)));
      }
    }
    recorded.sort(Comparator.comparing(Recorded::at).thenComparing(Recorded::file));
    return recorded;
  }

  private static Instant instant(Path file) throws IOException {
    String folder =
        String.valueOf(file.toAbsolutePath().normalize().resolveSibling("").getFileName());
    try {
      return Instant.from(LandedFiles.INSTANT.parse(folder));
    } catch (DateTimeParseException e) {
      return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
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
        Receipt receipt = landed.land(arrival, body);
        return last.map(Receipt::sha256).filter(receipt.sha256()::equals).isPresent() ? 0 : 1;
      }
    }
  }
}
