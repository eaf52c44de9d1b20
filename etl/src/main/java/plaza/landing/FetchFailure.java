package plaza.landing;

import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.contract.Feed;

/** Why a feed could not be fetched. Nothing of that fetch has landed; no secret is in the text. */
public final class FetchFailure extends IOException {
  private static final long serialVersionUID = 1;

  private final FindingCode code;
  private final int status;
  private final boolean isTransient;
  private final @Nullable Instant notBefore;

  private FetchFailure(
      String message,
      FindingCode code,
      int status,
      boolean isTransient,
      @Nullable Instant notBefore) {
    super(message);
    this.code = code;
    this.status = status;
    this.isTransient = isTransient;
    this.notBefore = notBefore;
  }

  /** One that another attempt would meet again. */
  static FetchFailure lasting(String message) {
    return new FetchFailure(message, FindingCode.FETCH_FAILED, 0, false, null);
  }

  /** One that another attempt may not meet. */
  static FetchFailure passing(String message) {
    return new FetchFailure(message, FindingCode.FETCH_FAILED, 0, true, null);
  }

  /** An answer other than the one hoped for; the publisher may ask for a pause. */
  static FetchFailure status(
      int status, String message, boolean isTransient, @Nullable Instant notBefore) {
    return new FetchFailure(message, FindingCode.FETCH_FAILED, status, isTransient, notBefore);
  }

  /** A secret that is not to be had. */
  static FetchFailure secret(String message) {
    return new FetchFailure(message, FindingCode.MISSING_SECRET, 0, false, null);
  }

  /** The same, in other words. */
  FetchFailure saying(String message) {
    return new FetchFailure(message, code, status, isTransient, notBefore);
  }

  /** What it is as a finding. */
  public FindingCode code() {
    return code;
  }

  /** Why a feed could not be fetched, as a finding; whatever else broke counts as that too. */
  public static Finding finding(Feed feed, IOException e) {
    FindingCode code = e instanceof FetchFailure fetch ? fetch.code() : FindingCode.FETCH_FAILED;
    String why = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    return new Finding(code, feed.id(), "", why);
  }

  /** Until when the publisher asks to be left alone, if it does. */
  public Optional<Instant> findNotBefore() {
    return Optional.ofNullable(notBefore);
  }

  /** Whether another attempt may not meet it. */
  public boolean isTransient() {
    return isTransient;
  }

  /** The HTTP status that was the matter, or 0. */
  int status() {
    return status;
  }

  /** {@code found …, expected …}. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
