package plaza.jobs.wall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A clock that is set, beside one that only runs. */
class TwoClocksTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  private Instant shown = NOON;
  private long counted;
  private final TwoClocks clocks = new TwoClocks(() -> shown, () -> counted);

  private void pass(Duration time) {
    shown = shown.plus(time);
    counted += time.toNanos();
  }

  @Test
  void clocks_that_agree_tell_one_instant() {
    pass(Duration.ofHours(5));
    shown = shown.plusSeconds(59);
    assertThat(clocks.read()).containsExactly(Instant.parse("2026-05-01T17:00:59Z"));
    assertThat(clocks.jump()).isZero();
  }

  @Test
  void a_jump_is_doubted_for_an_hour_and_then_believed() {
    pass(Duration.ofMinutes(10));
    shown = shown.plus(Duration.ofDays(2));
    assertThat(clocks.read())
        .containsExactly(
            Instant.parse("2026-05-01T12:10:00Z"), Instant.parse("2026-05-03T12:10:00Z"));
    assertThat(clocks.jump()).isEqualTo(Duration.ofDays(2));
    pass(Duration.ofMinutes(59));
    assertThat(clocks.read()).hasSize(2);
    pass(Duration.ofMinutes(1));
    assertThat(clocks.read()).containsExactly(Instant.parse("2026-05-03T13:10:00Z"));
    assertThat(clocks.jump()).isZero();
    pass(Duration.ofMinutes(1));
    assertThat(clocks.read()).containsExactly(Instant.parse("2026-05-03T13:11:00Z"));
  }

  @Test
  void a_jump_back_is_doubted_too_and_one_that_is_undone_is_forgotten() {
    shown = shown.minus(Duration.ofDays(1));
    assertThat(clocks.read())
        .containsExactly(
            Instant.parse("2026-04-30T12:00:00Z"), Instant.parse("2026-05-01T12:00:00Z"));
    shown = NOON;
    assertThat(clocks.read()).containsExactly(NOON);
  }

  @Test
  void a_second_jump_is_doubted_anew() {
    shown = shown.plus(Duration.ofDays(1));
    clocks.read();
    pass(Duration.ofMinutes(50));
    shown = shown.plus(Duration.ofDays(1));
    clocks.read();
    pass(Duration.ofMinutes(59));
    assertThat(clocks.read()).hasSize(2);
    pass(Duration.ofMinutes(1));
    assertThat(clocks.read()).containsExactly(Instant.parse("2026-05-03T13:50:00Z"));
  }
}
