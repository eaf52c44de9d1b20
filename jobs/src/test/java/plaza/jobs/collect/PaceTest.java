package plaza.jobs.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Pace MINUTE = new Pace(Duration.ofMinutes(1));
  private static final Pace TEN = new Pace(Duration.ofMinutes(10));

  private static Instant at(String time) {
    return Instant.parse("2026-03-28T" + time + "Z");
  }

  @Test
  void polls_are_at_multiples_of_the_pace() {
    assertThat(MINUTE.next(at("12:00:00"), at("12:00:01"), 0, null, 0)).isEqualTo(at("12:01:00"));
    assertThat(TEN.next(at("12:00:00"), at("12:00:01"), 0, null, 0)).isEqualTo(at("12:10:00"));
    assertThat(TEN.next(at("12:03:00"), at("12:03:01"), 0, null, 0)).isEqualTo(at("12:10:00"));
  }

  @Test
  void each_is_a_little_late_and_none_later_than_half_a_minute() {
    assertThat(MINUTE.next(at("12:00:00"), at("12:00:01"), 0, null, 0.5)).isEqualTo(at("12:01:03"));
    assertThat(TEN.next(at("12:00:00"), at("12:00:01"), 0, null, 1)).isEqualTo(at("12:10:30"));
  }

  @Test
  void being_late_once_does_not_make_the_next_one_late() {
    assertThat(MINUTE.next(at("12:01:06"), at("12:01:20"), 0, null, 0)).isEqualTo(at("12:02:00"));
  }

  @Test
  void a_poll_just_before_a_multiple_is_not_followed_by_one_at_it() {
    assertThat(TEN.next(at("12:08:00"), at("12:08:01"), 0, null, 0)).isEqualTo(at("12:20:00"));
  }

  @Test
  void a_poll_that_outlasts_its_pace_is_followed_by_the_next_multiple_only() {
    assertThat(MINUTE.next(at("12:00:00"), at("12:03:20"), 0, null, 0)).isEqualTo(at("12:04:00"));
  }

  @Test
  void what_a_sleep_has_missed_is_left_out() {
    assertThat(MINUTE.next(at("04:00:00"), at("12:00:20"), 0, null, 0)).isEqualTo(at("12:01:00"));
  }

  @Test
  void a_clock_set_back_means_no_wait_of_hours() {
    assertThat(MINUTE.next(at("12:00:00"), at("04:00:01"), 0, null, 0)).isEqualTo(at("04:01:00"));
  }

  @Test
  void failures_in_a_row_double_the_distance_up_to_an_hour() {
    assertThat(TEN.next(at("12:00:00"), at("12:00:01"), 1, null, 0)).isEqualTo(at("12:10:00"));
    assertThat(TEN.next(at("12:00:00"), at("12:00:01"), 2, null, 0)).isEqualTo(at("12:20:00"));
    assertThat(TEN.next(at("12:00:00"), at("12:00:01"), 3, null, 0)).isEqualTo(at("12:40:00"));
    assertThat(TEN.next(at("12:00:00"), at("12:00:01"), 4, null, 0)).isEqualTo(at("13:00:00"));
    assertThat(TEN.next(at("12:00:00"), at("12:00:01"), 1_000_000, null, 0))
        .isEqualTo(at("13:00:00"));
  }

  @Test
  void a_pause_that_the_publisher_asks_for_is_kept_for_an_hour_at_most() {
    assertThat(MINUTE.next(at("12:00:00"), at("12:00:01"), 1, at("12:20:30"), 0))
        .isEqualTo(at("12:21:00"));
    assertThat(MINUTE.next(at("12:00:00"), at("12:00:00"), 1, at("23:00:00"), 0))
        .isEqualTo(at("13:00:00"));
  }
}
