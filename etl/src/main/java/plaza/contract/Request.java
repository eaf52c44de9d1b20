package plaza.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a feed's url beside its address, and how much may come back. Headers and
 * parameters may stand for secrets; these go to the url's own origin only.
 *
 * @param headers sent as they are
 * @param query parameters added to the url, or put in the place of its own
 * @param paging how the next page is found; null where one answer is the whole
 * @param maxBytes the most that one fetch may bring, unpacked, all pages together
 * @param isPrivate the publisher may be on this machine or a private network
 */
public record Request(
    Map<String, SecretText> headers,
    Map<String, SecretText> query,
    @Nullable Paging paging,
    long maxBytes,
    boolean isPrivate) {
  private static final long GIB = 1L << 30;
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  // What the client or Plaza itself sends, or must not send.
  private static final Set<String> RESERVED =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "expect",
          "host",
          "if-modified-since",
          "if-none-match",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  /** Nothing but the address. */
  public static final Request PLAIN = new Request(Map.of(), Map.of(), null, GIB, false);

  /** Reads {@code headers query paging max_bytes private} under {@code fetch}. */
  static Request read(Yaml fetch) {
    for (String key : new String[] {"headers", "query", "paging", "max_bytes", "private"}) {
      if (fetch.find("url").isEmpty()) {
        fetch.find(key).ifPresent(y -> y.problem("'" + key + "' without a url", "it beside a url"));
      }
    }
    Map<String, SecretText> headers = texts(fetch, "headers");
    fetch
        .find("headers")
        .filter(Yaml::isMapping)
        .ifPresent(h ->
            h.members()
                .forEach((name, value) -> {
                  if (!TOKEN.matcher(name).matches()
                      || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
                    value.problem("the header '" + name + "'", "a header that is a feed's to set");
                  }
                }));
    Map<String, SecretText> query = texts(fetch, "query");
    Request request =
        new Request(
            headers,
            query,
            fetch.find("paging").flatMap(Paging::read).orElse(null),
            fetch.as("max_bytes", "a number of bytes above 0", Request::bytes).orElse(GIB),
            fetch.flag("private"));
    fetch
        .find("url")
        .filter(
            url -> request.isSecret() && !request.isPrivate() && !url.text().startsWith("https:"))
        .ifPresent(url -> url.problem("a secret for '" + url.text() + "'", "an https URL for it"));
    return request;
  }

  /** Whether any header or parameter stands for a secret. */
  public boolean isSecret() {
    return headers.values().stream().anyMatch(SecretText::isSecret)
        || query.values().stream().anyMatch(SecretText::isSecret);
  }

  private static Map<String, SecretText> texts(Yaml fetch, String key) {
    Map<String, SecretText> texts = new LinkedHashMap<>();
    fetch
        .find(key)
        .ifPresent(mapping ->
            mapping
                .members()
                .forEach((name, value) ->
                    value
                        .as("a text, a secret in it as {secret:its_name}", SecretText::new)
                        .ifPresent(text -> texts.put(name, text))));
    return Collections.unmodifiableMap(texts);
  }

  private static Long bytes(String text) {
    long bytes = Long.parseLong(text);
    if (bytes < 1) {
      throw new IllegalArgumentException(text);
    }
    return bytes;
  }
}
