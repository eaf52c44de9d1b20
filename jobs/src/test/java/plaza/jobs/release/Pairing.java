package plaza.jobs.release;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/**
 * Which of some rows each of others comes from, no two from the same: as many as can be paired
 * (Kuhn's algorithm).
 */
final class Pairing<S, T> {
  private final List<S> rows;
  private final List<T> origins;
  private final BiPredicate<S, T> comesFrom;
  private final int[] rowOf;

  Pairing(List<S> rows, List<T> origins, BiPredicate<S, T> comesFrom) {
    this.rows = rows;
    this.origins = origins;
    this.comesFrom = comesFrom;
    this.rowOf = new int[origins.size()];
    Arrays.fill(rowOf, -1);
  }

  /** The rows that come from none, or for which none is left. */
  List<S> orphans() {
    Arrays.fill(rowOf, -1);
    return IntStream.range(0, rows.size())
        .filter(row -> !isPaired(row, new boolean[origins.size()]))
        .mapToObj(rows::get)
        .toList();
  }

  /** The origins that no row comes from, once all rows are paired. */
  List<T> unused() {
    return IntStream.range(0, origins.size())
        .filter(origin -> rowOf[origin] < 0)
        .mapToObj(origins::get)
        .toList();
  }

  private boolean isPaired(int row, boolean[] seen) {
    for (int origin = 0; origin < origins.size(); origin++) {
      if (!seen[origin] && comesFrom.test(rows.get(row), origins.get(origin))) {
        seen[origin] = true;
        if (rowOf[origin] < 0 || isPaired(rowOf[origin], seen)) {
          rowOf[origin] = row;
          return true;
        }
      }
    }
    return false;
  }
}
