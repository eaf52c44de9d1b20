package plaza.landing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import plaza.contract.Feed;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;

/** Where the feed of one publisher lands, in a world of its own. */
final class Dock {
  static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  final Path folder;
  final LandedFiles landed;
  final Elsewhere world;
  private final Publisher publisher;

  Dock(Path folder, Publisher publisher) {
    this.folder = folder;
    this.publisher = publisher;
    this.landed = new LandedFiles(folder.resolve("landing"));
    this.world = new Elsewhere(folder, NOON);
  }

  Feed feed(String path, String... more) throws IOException {
    return Feeds.at(folder.resolve("bikes.yaml"), publisher.url(path), more);
  }

  int fetch(Feed feed, Instant now) throws Exception {
    return new Fetch(landed, folder, null, null, world.web()).fetch(feed, ZoneOffset.UTC, now);
  }

  int fetch(String path, String... more) throws Exception {
    return fetch(feed(path, more), NOON);
  }

  List<Receipt> receipts() {
    return landed.list("bikes");
  }

  /** The bytes that have landed, as texts. */
  List<String> texts() throws IOException {
    List<String> texts = new java.util.ArrayList<>();
    for (Receipt receipt : receipts()) {
      texts.add(Files.readString(landed.file(receipt)));
    }
    return texts;
  }

  /** Every file below the folder of landed files. */
  List<Path> left() throws IOException {
    if (!Files.exists(folder.resolve("landing"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder.resolve("landing"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
