package plaza.jobs.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts that are withheld in a table whose sums by row and by column are known. Whoever adds and
 * subtracts is certain of one exactly where no other numbers from 0 have the same sums.
 */
final class Withheld {
  record Cell(String row, String column) {}

  private final Map<Cell, Integer> counts;

  /** What is withheld, by where it is. */
  Withheld(Map<Cell, Integer> counts) {
    this.counts = counts;
  }

  /** How many from 1 and below a number are certain. */
  long certain(int few) {
    return counts.entrySet().stream()
        .filter(each -> each.getValue() > 0 && each.getValue() < few)
        .filter(each -> !canDiffer(each.getKey(), each.getValue()))
        .count();
  }

  // One more here means one less in its column, hence one more in that one's row, and so on, until
  // the row is whole again: other numbers are a way back. One less likewise.
  private boolean canDiffer(Cell cell, int count) {
    return leads("column " + cell.column(), "row " + cell.row(), cell)
        || (count > 0 && leads("row " + cell.row(), "column " + cell.column(), cell));
  }

  private boolean leads(String from, String to, Cell except) {
    Set<String> seen = new HashSet<>(Set.of(from));
    Deque<String> next = new ArrayDeque<>(seen);
    while (!next.isEmpty()) {
      String at = next.remove();
      if (at.equals(to)) {
        return true;
      }
      counts.forEach((cell, count) -> {
        String row = "row " + cell.row();
        String column = "column " + cell.column();
        if (!cell.equals(except)) {
          if (at.equals(row) && seen.add(column)) {
            next.add(column); // one more
          } else if (at.equals(column) && count > 0 && seen.add(row)) {
            next.add(row); // one less
          }
        }
      });
    }
    return false;
  }
}
