package plaza.landing;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import dev.failsafe.TimeoutExceededException;
import dev.failsafe.function.CheckedSupplier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tries what may fail in passing again: behind a pause of random length below a bound that doubles
 * (full jitter), or the one that the publisher asks for. All tries of one fetch share its time.
 */
final class Retries {
  private final Web web;
  private final Instant deadline;

  Retries(Web web) {
    this.web = web;
    this.deadline = web.clock().instant().plus(web.limits().total());
  }

  /**
   * What the first good attempt gives.
   *
   * @throws FetchFailure the last one, with the number of attempts in its words
   */
  <T> T get(String shown, CheckedSupplier<T> attempt) throws IOException, InterruptedException {
    int[] attempts = {0};
    Timeout<T> timeout = Timeout.<T>builder(web.limits().attempt()).withInterrupt().build();
    RetryPolicy<T> retry =
        RetryPolicy.<T>builder()
            .handleIf(this::isWorthAnother)
            .withMaxAttempts(web.limits().attempts())
            .onRetry(event -> pause(attempts[0], event.getLastException()))
            .build();
    try {
      return Failsafe.with(retry, timeout)
          .get(() -> {
            if (web.clock().instant().isAfter(deadline)) {
              throw FetchFailure.lasting(
                  "found no time left for %s within %s, expected an answer"
                      .formatted(shown, web.limits().total()));
            }
            attempts[0]++;
            return attempt.get();
          });
    } catch (TimeoutExceededException e) {
      throw counted(
          FetchFailure.passing(
              "found no end of the answer from %s within %s, expected one"
                  .formatted(shown, web.limits().attempt())),
          attempts[0]);
    } catch (FailsafeException e) {
      switch (e.getCause()) {
        case FetchFailure failure -> throw counted(failure, attempts[0]);
        case IOException io -> throw io;
        case InterruptedException interrupted -> throw interrupted;
        case null, default -> throw e;
      }
    }
  }

  private static FetchFailure counted(FetchFailure failure, int attempts) {
    String asked =
        failure.findNotBefore().map(at -> "; it asks for a pause until " + at).orElse("");
    String tried = attempts > 1 ? " (" + attempts + " attempts)" : "";
    return failure.saying(failure.text() + tried + asked);
  }

  private boolean isWorthAnother(Throwable e) {
    Instant now = web.clock().instant();
    if (e instanceof TimeoutExceededException) {
      return now.isBefore(deadline);
    }
    if (e instanceof FetchFailure failure && failure.isTransient()) {
      Instant next = failure.findNotBefore().orElse(now);
      return !next.isAfter(now.plus(web.limits().retryAfter())) && next.isBefore(deadline);
    }
    return false;
  }

  private void pause(int attempts, @Nullable Throwable last) {
    Limits limits = web.limits();
    long bound =
        Math.min(limits.cap().toMillis(), limits.base().toMillis() << Math.min(attempts - 1, 20));
    Instant now = web.clock().instant();
    Instant next = now.plusMillis(web.random().nextLong(bound + 1));
    if (last instanceof FetchFailure failure) {
      next = failure.findNotBefore().orElse(next);
    }
    Duration wait = Duration.between(now, next.isBefore(deadline) ? next : deadline);
    try {
      web.pause().sleep(wait.isNegative() ? Duration.ZERO : wait);
    } catch (InterruptedException e) {
      // The library keeps what a listener throws to itself; the next attempt ends by this.
      Thread.currentThread().interrupt();
    }
  }
}
