package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.contract.Feed;
import plaza.contract.Source;
import plaza.jobs.sample.SampleCity;

/** Damages a file of each format that the sample city's publishers send. */
final class Bytes {
  private final Path folder;
  private final Catalog catalog;

  Bytes(Path folder, List<Path> schemas) {
    this.folder = folder;
    this.catalog = Catalog.read(schemas);
  }

  Score run(int times, int whole) throws IOException, InterruptedException {
    SampleCity standard = SampleCity.standard();
    new SampleCity(standard.seed(), 4_000, standard.from(), 1).write(folder, what -> {});
    Map<String, Feed> formats = new TreeMap<>();
    for (Feed feed : catalog.feeds().values()) {
      if (findFile(feed).isPresent()) {
        formats.putIfAbsent(feed.format(), feed);
      }
    }
    ByteFaults.Counts sum = new ByteFaults.Counts(0, 0, 0, 0);
    long failures = 0;
    String why = "";
    for (Feed feed : formats.values()) {
      Path file = findFile(feed).orElseThrow();
      try {
        sum = sum.and(ByteFaults.of(file, feed, member(feed), 1, times / formats.size()));
      } catch (IllegalStateException e) {
        failures++;
        why = "; " + e.getMessage();
      }
    }
    return new Score(
        "flipped bytes and cut ends of a file of each format " + formats.keySet(),
        sum.whole() + sum.refused() + sum.unreadable(),
        whole,
        failures,
        "%d read whole, %d with rows refused, %d unreadable%s"
            .formatted(sum.whole(), sum.refused(), sum.unreadable(), why));
  }

  private Optional<Path> findFile(Feed feed) throws IOException {
    Path place = folder.resolve(feed.id());
    if (!Files.isDirectory(place)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).sorted().findFirst();
    }
  }

  private @Nullable String member(Feed feed) {
    return catalog.datasets().values().stream()
        .flatMap(dataset -> dataset.sources().stream())
        .filter(source -> source.feed().equals(feed.id()))
        .map(Source::member)
        .filter(member -> member != null)
        .findFirst()
        .orElse(null);
  }
}
