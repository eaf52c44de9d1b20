package plaza.contract;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher sends: where from, how often, in which format, encoding, CRS and clock, under
 * which licence. Beside a {@code url}, {@code fetch} may hold
 *
 * <ul>
 *   <li>{@code headers}, {@code query}: mappings of names to texts; {@code {secret:name}} in one
 *       stands for a secret: {@code PLAZA_SECRET_NAME} of the environment, or the file {@code
 *       secrets/name} of Plaza's home, which only its owner may read
 *   <li>{@code paging}: {@code {by: offset, size: 1000}} ({@code parameter}, {@code
 *       size_parameter}), {@code {by: page, size: 1000}} (also {@code first}), {@code {by: next,
 *       at: /links/next}} or {@code {by: link}}, each with {@code max_pages}
 *   <li>{@code max_bytes}: the most that one fetch may bring, 1 GiB where it is not said
 *   <li>{@code private: true}: the publisher may be on this machine or a private network
 * </ul>
 *
 * @param url an http(s) address, or null where files are read
 * @param files a path or glob, relative to the feed's file; {@code {home}} stands for Plaza's home;
 *     null where a url is fetched
 * @param every how often the publisher renews it
 * @param request what is asked of the url beside its address
 * @param options the format's own options, as plain lists, maps and texts
 * @param timeZone of local times without offset; the city's where null
 * @param nullValues field texts that mean "missing"
 * @param sentinels field texts that mean "this reading is invalid"
 * @param complete each file, or all pages of one fetch together, is the whole register, so rows of
 *     earlier ones are superseded
 */
public record Feed(
    String id,
    String title,
    String publisher,
    @Nullable String url,
    @Nullable String files,
    TemporalAmount every,
    Request request,
    String format,
    Map<String, @Nullable Object> options,
    Encoding encoding,
    String crs,
    @Nullable ZoneId timeZone,
    Set<String> nullValues,
    Set<String> sentinels,
    boolean complete,
    String license,
    String attribution,
    Path file) {

  /** Reads {@code feeds/<id>.yaml}; empty when anything in it is a problem. */
  public static Optional<Feed> read(Path file, Problems problems) {
    int before = problems.count();
    return Yaml.read(file, problems)
        .flatMap(yaml -> read(file, yaml, problems))
        .filter(feed -> problems.count() == before);
  }

  private static Optional<Feed> read(Path file, Yaml yaml, Problems problems) {
    yaml.allow(
        "title",
        "publisher",
        "fetch",
        "format",
        "encoding",
        "crs",
        "time_zone",
        "null_values",
        "sentinels",
        "complete",
        "license",
        "attribution");
    Optional<Yaml> fetch = yaml.require("fetch");
    fetch.ifPresent(f ->
        f.allow("url", "files", "every", "headers", "query", "paging", "max_bytes", "private"));
    @Nullable String url =
        fetch.flatMap(f -> f.as("url", "an http or https URL", Feed::httpUrl)).orElse(null);
    @Nullable String files = fetch.flatMap(f -> f.find("files")).map(Yaml::text).orElse(null);
    fetch.ifPresent(f -> {
      if (f.find("url").isPresent() == f.find("files").isPresent()) {
        f.problem("url and files both or neither", "exactly one of url and files");
      }
    });
    TemporalAmount every =
        fetch
            .flatMap(f -> f.require("every"))
            .flatMap(e -> e.as("an ISO 8601 duration such as PT10M or P1M", Feed::amount))
            .orElse(Duration.ZERO);
    Optional<Yaml> format = yaml.require("format");
    String formatName = format.map(f -> f.text("name")).orElse("");
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    format.ifPresent(f -> f.members().forEach((key, value) -> options.put(key, value.plain())));
    return Optional.of(
        new Feed(
            Names.ofFile(file, problems),
            yaml.text("title"),
            yaml.text("publisher"),
            url,
            files,
            every,
            fetch.map(Request::read).orElse(Request.PLAIN),
            formatName,
            Collections.unmodifiableMap(options),
            yaml.as("encoding", "a character encoding such as UTF-8, or detect", Encoding::parse)
                .orElse(Encoding.UTF_8),
            yaml.as("crs", "a CRS such as EPSG:4326", Crs::epsg).orElse(Crs.WGS84),
            yaml.as("time_zone", "a time zone such as Pacific/Auckland", ZoneId::of).orElse(null),
            Set.copyOf(yaml.texts("null_values", List.of(""))),
            Set.copyOf(yaml.texts("sentinels", List.of())),
            yaml.flag("complete"),
            yaml.text("license"),
            yaml.text("attribution"),
            file));
  }

  private static String httpUrl(String text) {
    URI uri = URI.create(text);
    String scheme = String.valueOf(uri.getScheme());
    // A password has no place in a declaration: fetch.headers names a secret for it.
    if ((!scheme.equals("http") && !scheme.equals("https"))
        || uri.getHost() == null
        || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static TemporalAmount amount(String text) {
    if (text.startsWith("PT")) {
      Duration duration = Duration.parse(text);
      if (!duration.isPositive()) {
        throw new IllegalArgumentException(text);
      }
      return duration;
    }
    Period period = Period.parse(text);
    if (period.isZero() || period.isNegative()) {
      throw new IllegalArgumentException(text);
    }
    return period;
  }

  /** The clock of its local times in a city. */
  public ZoneId zoneIn(City city) {
    return timeZone != null ? timeZone : city.timeZone();
  }
}
