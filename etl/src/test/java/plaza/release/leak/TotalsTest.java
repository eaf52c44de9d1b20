package plaza.release.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What totals tell of withheld counts, solved by hand. */
class TotalsTest {
  private final Totals totals = new Totals();

  @Test
  void one_alone_under_a_total_is_told() {
    totals.add(3, List.of(1L));
    totals.add(9, List.of(2L));
    // The second is told too, and is not below five.
    assertThat(totals.told(5)).isEqualTo(1);
  }

  @Test
  void two_under_a_total_are_told_only_together() {
    totals.add(1, List.of(1L));
    totals.add(2, List.of(1L));
    totals.add(1, List.of(2L));
    totals.add(7, List.of(2L));
    assertThat(totals.told(5)).isEqualTo(1);
  }

  @Test
  void four_in_a_square_are_not_told() {
    square(0, 1, 10, 11);
    assertThat(totals.told(5)).isZero();
  }

  @Test
  void a_bridge_between_two_squares_is_told_although_nothing_is_alone_under_a_total() {
    square(0, 1, 10, 11);
    square(2, 3, 12, 13);
    // Rows 0 and 1 less columns 10 and 11 leave what row 1 has in column 12.
    totals.add(4, List.of(1L, 12L));
    assertThat(totals.told(5)).isEqualTo(1);
  }

  private void square(long row, long next, long column, long other) {
    totals.add(7, List.of(row, column));
    totals.add(8, List.of(row, other));
    totals.add(6, List.of(next, column));
    totals.add(9, List.of(next, other));
  }
}
