package plaza.jobs.schedule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.Cadence;
import plaza.contract.Feed;
import plaza.contract.Source;

/** The feeds as a scheduler lands them. */
final class Feeds {
  private static final String FILES = "files";
  private static final int FILE_SLOTS = 8;
  private static final int PUBLISHER_SLOTS = 2;
  private static final Period DAILY = Period.ofDays(1);

  private final Catalog catalog;
  private final boolean isCaughtUp;
  private final SortedMap<String, Path> broken = new TreeMap<>();

  /**
   * @param isCaughtUp recorded files of days gone by are landed too
   */
  Feeds(Catalog catalog, List<Path> roots, boolean isCaughtUp) {
    this.catalog = catalog;
    this.isCaughtUp = isCaughtUp;
    for (Path root : roots) {
      for (Path file : files(root.resolve("feeds"))) {
        String name = String.valueOf(file.getFileName());
        String id = name.substring(0, name.length() - ".yaml".length());
        if (!catalog.feeds().containsKey(id)) {
          broken.putIfAbsent(id, file);
        }
      }
    }
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<ScheduleCatalog.Feed> list() {
    SortedMap<String, ScheduleCatalog.Feed> feeds = new TreeMap<>();
    catalog.feeds().forEach((id, feed) -> feeds.put(id, scheduled(feed)));
    broken.forEach((id, file) -> feeds.put(id, broken(id, file)));
    return List.copyOf(feeds.values());
  }

  private ScheduleCatalog.Feed scheduled(Feed feed) {
    NavigableSet<String> cities = cities(feed);
    @Nullable String city = cities.isEmpty() ? null : cities.first();
    ZoneId zone =
        city == null
            ? Objects.requireNonNullElse(feed.timeZone(), ZoneOffset.UTC)
            : feed.zoneIn(catalog.city(city));
    return new ScheduleCatalog.Feed(
        feed.id(),
        feed.title(),
        feed.publisher(),
        feed.license(),
        Declared.OWNER,
        feed.every().toString(),
        Cadence.cron(pace(feed), LocalTime.MIDNIGHT).orElse(null),
        feed.url() != null,
        Declared.zone(zone),
        city,
        List.copyOf(cities),
        pool(feed),
        null);
  }

  private TemporalAmount pace(Feed feed) {
    // Every run of a day would land that day's files again, and a month has thousands of runs.
    boolean isByDay = isCaughtUp && feed.url() == null;
    return isByDay || Cadence.isDaily(feed.every()) ? DAILY : feed.every();
  }

  private NavigableSet<String> cities(Feed feed) {
    NavigableSet<String> cities = new TreeSet<>();
    for (Dataset dataset : catalog.datasets().values()) {
      for (Source source : dataset.sources()) {
        if (source.feed().equals(feed.id()) && source.city() != null) {
          cities.add(source.city());
        }
      }
    }
    return cities;
  }

  private ScheduleCatalog.Feed broken(String id, Path file) {
    return new ScheduleCatalog.Feed(
        id,
        id,
        "",
        "",
        Declared.OWNER,
        DAILY.toString(),
        Cadence.cron(DAILY, LocalTime.MIDNIGHT).orElseThrow(),
        false,
        "UTC",
        null,
        List.of(),
        FILES,
        Objects.requireNonNullElse(
            Declared.findProblem(catalog, List.of(file)),
            file + ":1: found a feed that cannot be read, expected one without problem"));
  }

  // A host is who is slow, or does not answer.
  private static String pool(Feed feed) {
    return feed.url() == null
        ? FILES
        : "publisher_"
            + URI.create(feed.url())
                .getHost()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9_-]", "_");
  }

  List<ScheduleCatalog.Pool> pools() {
    SortedMap<String, String> names = new TreeMap<>(Map.of(FILES, "recorded files"));
    for (Feed feed : catalog.feeds().values()) {
      names.putIfAbsent(pool(feed), feed.publisher());
    }
    List<ScheduleCatalog.Pool> pools = new ArrayList<>();
    names.forEach((name, about) ->
        pools.add(
            new ScheduleCatalog.Pool(
                name, name.equals(FILES) ? FILE_SLOTS : PUBLISHER_SLOTS, about, true)));
    return pools;
  }
}
