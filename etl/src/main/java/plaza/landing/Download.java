package plaza.landing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.contract.Feed;
import plaza.lake.Delivery;
import plaza.lake.LandedFiles;
import plaza.lake.LandedFiles.Arrival;
import plaza.lake.Look;
import plaza.lake.Receipt;

/** Fetches a feed's url once: one file or all its pages land, or nothing does. */
final class Download {
  private final LandedFiles landed;
  private final Web web;
  private final Feed feed;
  private final URI start;
  private final Instant now;
  private final Credentials credentials;
  private final Retries retries;
  private final Pages pages;

  /** Finds what is to be sent; throws when a secret is missing, before anything is asked. */
  Download(LandedFiles landed, Web web, Feed feed, String url, Instant now) throws FetchFailure {
    this.landed = landed;
    this.web = web;
    this.feed = feed;
    this.start = URI.create(url);
    this.now = now;
    this.credentials = Credentials.of(feed.request(), web.secrets());
    this.retries = new Retries(web);
    this.pages = new Pages(feed, credentials, start);
  }

  /** What one request brought; no page where the publisher said that nothing has changed. */
  private record Brought(
      Pages.@Nullable Page page, @Nullable String etag, @Nullable String lastModified) {}

  /** Lands what the publisher offers, unless it is what landed last; gives what landed. */
  List<Receipt> run() throws IOException, InterruptedException {
    boolean isPaged = feed.request().paging() != null;
    List<Receipt> newest = landed.newest(feed.id());
    URI first = pages.first();
    // Of an answer in pages, the first says nothing of the others.
    Map<String, String> conditions = isPaged ? Map.of() : conditions(first, newest);
    try (Exchange exchange = new Exchange(web, credentials, start, feed.request().isPrivate());
        Delivery delivery = landed.deliver(feed.id(), isPaged)) {
      Brought brought = bring(exchange, delivery, 1, first, conditions);
      List<Receipt> receipts = List.of();
      if (brought.page() != null) {
        follow(exchange, delivery, brought.page());
        receipts = delivery.land(newest);
      }
      String version = (receipts.isEmpty() ? newest : receipts).getLast().version();
      landed.looked(
          feed.id(),
          new Look(now, credentials.shown(first), version, brought.etag(), brought.lastModified()));
      return receipts;
    } catch (FetchFailure e) {
      throw e.saying(credentials.redacted(e.text()));
    }
  }

  /** What makes the publisher send only what is not the newest version, if it knows of that. */
  private Map<String, String> conditions(URI first, List<Receipt> newest) {
    Map<String, String> conditions = new LinkedHashMap<>();
    if (newest.size() == 1) {
      Receipt last = newest.getFirst();
      Look look =
          landed
              .findLook(feed.id())
              .filter(seen -> seen.version().equals(last.version()))
              .orElse(
                  new Look(
                      last.fetchedAt(),
                      last.origin(),
                      last.version(),
                      last.etag(),
                      last.lastModified()));
      if (look.origin().equals(credentials.shown(first))) {
        put(conditions, "If-None-Match", look.etag());
        put(conditions, "If-Modified-Since", look.lastModified());
      }
    }
    return conditions;
  }

  private static void put(Map<String, String> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.put(name, value);
    }
  }

  private void follow(Exchange exchange, Delivery delivery, Pages.Page first)
      throws IOException, InterruptedException {
    Pages.Page page = first;
    Optional<URI> next = pages.after(page);
    while (next.isPresent()) {
      Pages.@Nullable Page behind = behind(exchange, delivery, page, next.get());
      if (behind == null) {
        return;
      }
      page = behind;
      next = pages.after(page);
    }
    // The end of the pages is no page; nothing at all is what the publisher says, though.
    if (page.number() > 1 && pages.wasEmpty()) {
      delivery.drop(page.number());
    }
  }

  private Pages.@Nullable Page behind(
      Exchange exchange, Delivery delivery, Pages.Page page, URI address)
      throws IOException, InterruptedException {
    int number = page.number() + 1;
    Brought brought;
    try {
      brought = bring(exchange, delivery, number, address, Map.of());
    } catch (FetchFailure e) {
      if (e.status() == 404 && pages.mayBeOver()) {
        return null; // some publishers answer so behind the last page
      }
      throw e.saying("page " + number + ": " + e.text());
    }
    if (delivery.sha256(number).equals(delivery.sha256(page.number()))) {
      throw FetchFailure.lasting(
          "page %d: found the bytes of the page before at %s, expected others; see paging"
              .formatted(number, credentials.shown(address)));
    }
    return brought.page();
  }

  private Brought bring(
      Exchange exchange, Delivery delivery, int number, URI address, Map<String, String> conditions)
      throws IOException, InterruptedException {
    delivery.drop(number);
    long left = feed.request().maxBytes() - delivery.bytes();
    String shown = credentials.shown(address);
    return retries.get(
        shown,
        () -> {
          try (Exchange.Answer answer = exchange.get(address, conditions)) {
            String etag = answer.header("ETag");
            String date = answer.header("Last-Modified");
            if (!answer.isModified()) {
              if (conditions.isEmpty()) {
                throw FetchFailure.lasting("found status 304 from " + shown + ", expected 200");
              }
              return new Brought(
                  null,
                  etag == null ? conditions.get("If-None-Match") : etag,
                  date == null ? conditions.get("If-Modified-Since") : date);
            }
            String type = answer.header("Content-Type");
            Arrival arrival =
                new Arrival(
                    feed.id(),
                    now,
                    shown,
                    fileName(address, number),
                    type == null ? "application/octet-stream" : type,
                    etag,
                    date);
            Path file =
                delivery.put(
                    number, arrival, Body.of(answer.body(), answer.headers(), left, shown));
            return new Brought(new Pages.Page(number, address, answer.headers(), file), etag, date);
          }
        });
  }

  private String fileName(URI address, int number) {
    String path = String.valueOf(address.getPath());
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (feed.request().paging() == null) {
      return name;
    }
    int dot = name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.');
    return "%s-p%04d%s".formatted(name.substring(0, dot), number, name.substring(dot));
  }
}
