package plaza.release;

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
    totals.add(0, List.of(3L));
    // The second is told too, and is not below five; that there is nobody is no secret.
    assertThat(totals.told(5)).containsExactly(List.of(1L));
  }

  @Test
  void two_under_a_total_are_not_told() {
    totals.add(1, List.of(1L));
    totals.add(1, List.of(1L));
    assertThat(totals.told(5)).isEmpty();
  }

  @Test
  void four_in_a_square_are_not_told() {
    square(0, 1, 10, 11);
    assertThat(totals.told(5)).isEmpty();
  }

  @Test
  void a_bridge_between_two_squares_is_told_although_nothing_is_alone_under_a_total() {
    square(0, 1, 10, 11);
    square(2, 3, 12, 13);
    // Rows 0 and 1 less columns 10 and 11 leave what row 1 has in column 12.
    totals.add(4, List.of(1L, 12L));
    assertThat(totals.told(5)).containsExactly(List.of(1L, 12L));
  }

  @Test
  void what_is_beside_nobody_is_told_although_equations_leave_it_open() {
    totals.add(2, List.of(0L, 10L));
    totals.add(6, List.of(0L, 11L));
    // Nobody is in row 1, so that both columns are row 0.
    totals.add(0, List.of(1L, 10L));
    totals.add(0, List.of(1L, 11L));
    assertThat(totals.told(5)).containsExactly(List.of(0L, 10L));
  }

  @Test
  void counts_whose_sums_leave_a_choice_are_not_told() {
    totals.add(14, List.of(0L, 10L));
    totals.add(1, List.of(0L, 11L));
    totals.add(18, List.of(1L, 10L));
    // 13 and 2 beside 19 and 0 have the same sums.
    totals.add(1, List.of(1L, 11L));
    assertThat(totals.told(5)).isEmpty();
  }

  @Test
  void of_three_totals_the_third_can_tell() {
    // A square of ones, of which its diagonal is known to be two: the other two are two as well.
    totals.add(1, List.of(0L, 10L, 20L));
    totals.add(1, List.of(0L, 11L, 21L));
    totals.add(1, List.of(1L, 10L, 22L));
    totals.add(1, List.of(1L, 11L, 20L));
    assertThat(totals.told(5)).hasSize(4);
  }

  private void square(long row, long next, long column, long other) {
    totals.add(7, List.of(row, column));
    totals.add(8, List.of(row, other));
    totals.add(6, List.of(next, column));
    totals.add(9, List.of(next, other));
  }
}
