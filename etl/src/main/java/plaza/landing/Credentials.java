package plaza.landing;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import plaza.contract.Request;
import plaza.contract.SecretText;

/**
 * What a feed sends with its requests, its secrets filled in, and how that is shown without them.
 */
final class Credentials {
  // Of a value this short, every digit of an address might seem to be one.
  private static final int MIN_REDACTED = 4;

  private final Request request;
  private final Map<String, String> values = new LinkedHashMap<>();

  private Credentials(Request request) {
    this.request = request;
  }

  /** Finds every secret that a feed names, before anything is sent. */
  static Credentials of(Request request, Secrets secrets) throws FetchFailure {
    Credentials credentials = new Credentials(request);
    for (Map<String, SecretText> texts : java.util.List.of(request.headers(), request.query())) {
      for (SecretText text : texts.values()) {
        for (String name : text.names()) {
          credentials.values.put(name, secrets.value(name));
        }
      }
    }
    return credentials;
  }

  /** The headers to send: all to the feed's own origin, to others those without secrets. */
  Map<String, String> headers(boolean isOwn) {
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach((name, text) -> {
          if (isOwn || !text.isSecret()) {
            headers.put(name, filled(text));
          }
        });
    return headers;
  }

  /** An address with the feed's parameters. */
  URI address(URI url) {
    URI address = url;
    for (var parameter : request.query().entrySet()) {
      address = Addresses.with(address, parameter.getKey(), filled(parameter.getValue()));
    }
    return address;
  }

  private String filled(SecretText text) {
    return text.filled(name -> String.valueOf(values.get(name)));
  }

  /** An address as it may be shown: a parameter that stands for a secret says its name instead. */
  String shown(URI url) {
    String text = url.toString();
    for (var parameter : request.query().entrySet()) {
      if (parameter.getValue().isSecret()) {
        text = Addresses.shown(text, parameter.getKey(), parameter.getValue().text());
      }
    }
    return redacted(text);
  }

  /** A text in which the name of each secret stands in the place of its value. */
  String redacted(String text) {
    String redacted = text;
    for (var secret : values.entrySet()) {
      if (secret.getValue().length() >= MIN_REDACTED) {
        String name = "{secret:" + secret.getKey() + "}";
        redacted =
            redacted
                .replace(secret.getValue(), name)
                .replace(URLEncoder.encode(secret.getValue(), StandardCharsets.UTF_8), name)
                .replace(Addresses.encoded(secret.getValue()), name);
      }
    }
    return redacted;
  }

  /** Whether a text holds the value of a secret. */
  boolean isIn(String text) {
    return !redacted(text).equals(text);
  }
}
