package plaza.landing;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is done to http addresses: their query (RFC 3986, section 3.4) and origin (RFC 6454). */
final class Addresses {
  private Addresses() {}

  /** The address with a parameter set, in the place of any of that name. */
  static URI with(URI url, String name, String value) {
    return URI.create(set(url.toString(), name, encoded(name) + "=" + encoded(value)));
  }

  /** The text of an address whose parameter, if it is there, shows another value, as it is. */
  static String shown(String url, String name, String value) {
    return parameters(url).stream().anyMatch(p -> isNamed(p, name))
        ? set(url, name, encoded(name) + "=" + value)
        : url;
  }

  private static String set(String url, String name, String parameter) {
    String base = url.replaceFirst("[?#].*", "");
    List<String> parameters = new ArrayList<>(parameters(url));
    parameters.removeIf(p -> isNamed(p, name));
    parameters.add(parameter);
    return base + "?" + String.join("&", parameters);
  }

  private static List<String> parameters(String url) {
    String text = url.replaceFirst("#.*", "");
    int query = text.indexOf('?');
    return query < 0 || query == text.length() - 1
        ? List.of()
        : List.of(text.substring(query + 1).split("&", -1));
  }

  private static boolean isNamed(String parameter, String name) {
    String given = parameter.replaceFirst("=.*", "");
    try {
      return URLDecoder.decode(given, StandardCharsets.UTF_8).equals(name);
    } catch (IllegalArgumentException e) {
      return given.equals(name); // a per cent sign that is only that
    }
  }

  /** What a reference means at an address; the JDK's own way would cut its path before a query. */
  static URI resolve(URI base, String reference) {
    return reference.startsWith("?")
        ? URI.create(base.toString().replaceFirst("[?#].*", "") + reference)
        : base.resolve(reference);
  }

  /** A text as part of an address. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Whether two addresses have scheme, host and port in common. */
  static boolean isSameOrigin(URI one, URI other) {
    return origin(one).equals(origin(other));
  }

  private static String origin(URI url) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + String.valueOf(url.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
  }
}
