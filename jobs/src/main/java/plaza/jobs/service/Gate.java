package plaza.jobs.service;

import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.Tokens;

/** Lets in whoever brings a token of this home's for the service. */
final class Gate {
  private static final String BEARER = "Bearer ";

  private final Tokens tokens;

  Gate(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Checks an {@code Authorization} header (RFC 6750). */
  void check(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw Problem.unauthorized(
          "found no token; expected Authorization: Bearer and the text of secrets/service-token");
    }
    if (!tokens.isGood(header.substring(BEARER.length()).strip(), Tokens.SERVICE)) {
      throw Problem.unauthorized(
          "the token is not of this home, not for this service, or has expired;"
              + " secrets/service-token holds one that is");
    }
  }
}
