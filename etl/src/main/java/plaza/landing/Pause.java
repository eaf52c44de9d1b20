package plaza.landing;

import java.time.Duration;

/** How time is let pass between two attempts. */
interface Pause {
  void sleep(Duration duration) throws InterruptedException;
}
