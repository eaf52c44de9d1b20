package plaza.jobs.collect;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time between two polls. */
public interface Rest {
  /** What the clock says. */
  Instant now();

  /** Lets time pass; true when it is time to end, at once where it is by then. */
  boolean rest(Duration duration) throws InterruptedException;

  /** Real time, that ends when a latch opens. */
  static Rest until(CountDownLatch end) {
    InstantSource clock = InstantSource.system();
    return new Rest() {
      @Override
      public Instant now() {
        return clock.instant();
      }

      @Override
      public boolean rest(Duration duration) throws InterruptedException {
        return end.await(duration.toMillis(), TimeUnit.MILLISECONDS);
      }
    };
  }
}
