package plaza.landing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import plaza.contract.Feed;
import plaza.contract.Problems;

/** Feeds declared as a steward would, with one way of fetching each. */
final class Feeds {
  private Feeds() {}

  /** A feed whose publisher is on this machine, and what is said of it under fetch. */
  static Feed at(Path file, String url, String... more) throws IOException {
    List<String> lines = new ArrayList<>(List.of("url: " + url, "private: true"));
    lines.addAll(List.of(more));
    return of(file, String.join("\n  ", lines));
  }

  static Feed of(Path file, String fetch) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(
        file,
        """
        title: Bikes
        publisher: Harbour board
        fetch:
          %s
          every: PT10M
        format: {name: json}
        license: CC0-1.0
        attribution: Harbour board
        """
            .formatted(fetch));
    Problems problems = new Problems();
    return Feed.read(file, problems).orElseThrow(() -> new AssertionError(problems.list()));
  }
}
