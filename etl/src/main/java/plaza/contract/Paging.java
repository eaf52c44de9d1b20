package plaza.contract;

import java.util.Optional;
import java.util.function.Function;

/**
 * How a publisher that sends an answer in pages is asked for the next one. All pages of one fetch
 * are one version of the feed; each lands as a file of its own.
 */
public sealed interface Paging {
  /** More pages than this are an error, not an answer. */
  int maxPages();

  /**
   * {@code ?limit=1000&offset=2000}: by how many rows were read, until a page has none, or fewer
   * than the first. A publisher that allows less than {@code size} is thus still read to its end.
   */
  record Offset(String parameter, String sizeParameter, int size, int maxPages) implements Paging {}

  /** {@code ?limit=1000&page=3}: by number, until a page has no rows, or fewer than the first. */
  record PageNumber(String parameter, int first, String sizeParameter, int size, int maxPages)
      implements Paging {}

  /** The address stands in the page, at a JSON pointer (RFC 6901), until it is null or absent. */
  record Next(String pointer, int maxPages) implements Paging {}

  /** The address stands in the header {@code Link} with {@code rel=next} (RFC 8288). */
  record Link(int maxPages) implements Paging {}

  /** Reads {@code fetch.paging}. */
  static Optional<Paging> read(Yaml yaml) {
    int max = yaml.as("max_pages", "a number from 1 to 9999", between(1, 9999)).orElse(1000);
    String by = yaml.text("by");
    return switch (by) {
      case "offset" -> {
        yaml.allow("by", "size", "parameter", "size_parameter", "max_pages");
        yield Optional.of(
            new Offset(
                yaml.text("parameter", by), yaml.text("size_parameter", "limit"), size(yaml), max));
      }
      case "page" -> {
        yaml.allow("by", "size", "parameter", "size_parameter", "first", "max_pages");
        yield Optional.of(
            new PageNumber(
                yaml.text("parameter", by),
                yaml.as("first", "0 or 1", between(0, 1)).orElse(1),
                yaml.text("size_parameter", "limit"),
                size(yaml),
                max));
      }
      case "next" -> {
        yaml.allow("by", "at", "max_pages");
        yield yaml.require("at")
            .flatMap(at -> at.as("a JSON pointer such as /links/next", Paging::pointer))
            .map(pointer -> new Next(pointer, max));
      }
      case "link" -> {
        yaml.allow("by", "max_pages");
        yield Optional.of(new Link(max));
      }
      default -> {
        yaml.find("by")
            .ifPresent(b -> b.problem("'" + by + "'", "one of [link, next, offset, page]"));
        yield Optional.empty();
      }
    };
  }

  private static int size(Yaml yaml) {
    return yaml.require("size")
        .flatMap(s -> s.as("a number of rows such as 1000", between(1, 1_000_000)))
        .orElse(1);
  }

  private static String pointer(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static Function<String, Integer> between(int least, int most) {
    return text -> {
      int number = Integer.parseInt(text);
      if (number < least || number > most) {
        throw new IllegalArgumentException(text);
      }
      return number;
    };
  }
}
