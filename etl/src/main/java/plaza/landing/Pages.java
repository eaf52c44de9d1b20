package plaza.landing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import plaza.contract.Feed;
import plaza.contract.Paging;
import plaza.format.Formats;
import plaza.format.ReadRequest;
import plaza.format.RowReader;
import plaza.format.UnreadableFile;

/**
 * Finds the address of the next page, as a feed's {@code fetch.paging} says. Where that needs the
 * number of rows in a page, the feed's own format counts them; their fields are not looked at.
 */
final class Pages {
  private static final Pattern LINK =
      Pattern.compile("<([^>]*)>((?:\\s*;\\s*[\\w*-]+\\s*=\\s*(?:\"[^\"]*\"|[^\\s;,\"]+))*)");
  private static final Pattern REL_NEXT =
      Pattern.compile(
          "(?i);\\s*rel\\s*=\\s*(?:next(?=[\\s;]|$)|\"(?:[^\"]*\\s)?next(?:\\s[^\"]*)?\")");
  private static final JsonFactory JSON = new JsonFactory();

  private final Feed feed;
  private final @Nullable Paging paging;
  private final Credentials credentials;
  private final URI start;
  private final Set<URI> asked = new HashSet<>();
  private long rowsBefore;
  private long rowsOfFirst;
  private long rowsOfLast;

  Pages(Feed feed, Credentials credentials, URI start) {
    this.feed = feed;
    this.paging = feed.request().paging();
    this.credentials = credentials;
    this.start = start;
  }

  /** A page that has been received. */
  record Page(int number, URI address, HttpHeaders headers, Path file) {}

  /** The address of the first page. */
  URI first() {
    URI first =
        switch (paging) {
          case Paging.Offset p -> numbered(p.parameter(), 0, p.sizeParameter(), p.size());
          case Paging.PageNumber p ->
              numbered(p.parameter(), p.first(), p.sizeParameter(), p.size());
          case null, default -> credentials.address(start);
        };
    asked.add(first);
    return first;
  }

  /** The address of the page behind this one; empty behind the last. */
  Optional<URI> after(Page page) throws IOException {
    Optional<URI> next =
        switch (paging) {
          case Paging.Offset p ->
              isMore(page)
                  ? Optional.of(numbered(p.parameter(), rowsBefore, p.sizeParameter(), p.size()))
                  : Optional.empty();
          case Paging.PageNumber p ->
              isMore(page)
                  ? Optional.of(
                      numbered(
                          p.parameter(), p.first() + page.number(), p.sizeParameter(), p.size()))
                  : Optional.empty();
          case Paging.Next p -> linked(page, inBody(page, p.pointer()));
          case Paging.Link p -> linked(page, inHeader(page));
          case null -> Optional.empty();
        };
    if (next.isPresent()) {
      check(page, next.get());
    }
    return next;
  }

  /** Whether the page last given to {@link #after} had no rows, where they are counted. */
  boolean wasEmpty() {
    return isCounted() && rowsOfLast == 0;
  }

  /** Whether a publisher may well have nothing to answer behind the last page. */
  boolean mayBeOver() {
    int size =
        switch (paging) {
          case Paging.Offset p -> p.size();
          case Paging.PageNumber p -> p.size();
          case null, default -> 0;
        };
    return rowsOfLast < size;
  }

  private boolean isCounted() {
    return paging instanceof Paging.Offset || paging instanceof Paging.PageNumber;
  }

  private URI numbered(String parameter, long value, String sizeParameter, int size) {
    URI url = Addresses.with(start, sizeParameter, String.valueOf(size));
    return credentials.address(Addresses.with(url, parameter, String.valueOf(value)));
  }

  private boolean isMore(Page page) throws IOException {
    rowsOfLast = rows(page);
    rowsBefore += rowsOfLast;
    if (page.number() == 1) {
      rowsOfFirst = rowsOfLast;
    }
    return rowsOfLast > 0 && rowsOfLast >= rowsOfFirst;
  }

  private long rows(Page page) throws IOException {
    ReadRequest request = ReadRequest.of(feed, null, List.of(), Set.of());
    long rows = 0;
    try (RowReader reader = Formats.open(page.file(), request)) {
      while (reader.hasNext()) {
        reader.next();
        rows++;
      }
      return rows;
    } catch (UnreadableFile e) {
      if (e.fault() == UnreadableFile.Fault.EMPTY_FILE) {
        return 0;
      }
      throw FetchFailure.lasting(
          "page %d, %s: %s".formatted(page.number(), credentials.shown(page.address()), e.text()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Optional<URI> linked(Page page, @Nullable String link) throws FetchFailure {
    if (link == null || link.isBlank()) {
      return Optional.empty();
    }
    try {
      // A link may lack the key, or show it: either way the feed's own parameters are set anew.
      return Optional.of(credentials.address(Addresses.resolve(page.address(), link.strip())));
    } catch (IllegalArgumentException e) {
      throw FetchFailure.lasting(
          "page %d: found a link to the next that is no address, expected one"
              .formatted(page.number()));
    }
  }

  private @Nullable String inBody(Page page, String pointer) throws IOException {
    Charset charset = feed.encoding().charset();
    try (JsonParser parser =
        new FilteringParserDelegate(
            // JSON says itself which UTF it is in, and may begin with a mark.
            charset.name().startsWith("UTF")
                ? JSON.createParser(page.file().toFile())
                : JSON.createParser(Files.newBufferedReader(page.file(), charset)),
            new JsonPointerBasedFilter(pointer),
            TokenFilter.Inclusion.ONLY_INCLUDE_ALL,
            false)) {
      JsonToken token = parser.nextToken();
      if (token == null || token == JsonToken.VALUE_NULL) {
        return null;
      }
      if (token != JsonToken.VALUE_STRING) {
        throw FetchFailure.lasting(
            "page %d: found no text at %s, expected the next page's address or null"
                .formatted(page.number(), pointer));
      }
      return parser.getText();
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw FetchFailure.lasting(
          "page %d, %s: found no well-formed JSON, expected it for the next page's address"
              .formatted(page.number(), credentials.shown(page.address())));
    }
  }

  private static @Nullable String inHeader(Page page) {
    for (String header : page.headers().allValues("Link")) {
      var link = LINK.matcher(header);
      while (link.find()) {
        if (REL_NEXT.matcher(link.group(2)).find()) {
          return link.group(1);
        }
      }
    }
    return null;
  }

  private void check(Page page, URI next) throws FetchFailure {
    int max = paging == null ? 1 : paging.maxPages();
    if (!Addresses.isSameOrigin(next, start)) {
      throw FetchFailure.lasting(
          "page %d: found the next page at %s, expected it at the origin of %s"
              .formatted(page.number(), credentials.shown(next), credentials.shown(start)));
    }
    if (!asked.add(next)) {
      throw FetchFailure.lasting(
          "page %d: found %s as the next page again, expected each once"
              .formatted(page.number(), credentials.shown(next)));
    }
    if (page.number() >= max) {
      throw FetchFailure.lasting(
          "found more than %d pages, expected no more (max_pages under fetch.paging)"
              .formatted(max));
    }
  }
}
