package plaza.release.leak;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Withheld counts, and the lines along which their sums are known: a total less what is shown under
 * it. Solved as the linear equations that they are.
 */
final class Totals {
  // Elimination takes the cube of it: larger systems are solved line by line.
  private static final int UNKNOWNS = 400;
  private static final double NOTHING = 1e-9;

  private final List<Long> counts = new ArrayList<>();
  private final List<List<Long>> linesOf = new ArrayList<>();
  private final Map<Long, List<Integer>> lines = new HashMap<>();

  /** A withheld count under some lines. */
  void add(long count, List<Long> under) {
    under.forEach(line -> lines.computeIfAbsent(line, l -> new ArrayList<>()).add(counts.size()));
    counts.add(count);
    linesOf.add(under);
  }

  /** How many counts below a number are told, and sums of several withheld that are below it. */
  long told(int few) {
    Set<Integer> told = new LinkedHashSet<>();
    Set<Integer> seen = new LinkedHashSet<>();
    for (int each = 0; each < counts.size(); each++) {
      if (!seen.contains(each)) {
        List<Integer> system = system(each, seen);
        told.addAll(system.size() <= UNKNOWNS ? eliminated(system) : alone(system));
      }
    }
    long small = told.stream().filter(each -> counts.get(each) < few).count();
    long sums =
        lines.values().stream()
            .filter(line -> line.size() > 1 && line.stream().noneMatch(told::contains))
            .filter(line -> line.stream().mapToLong(counts::get).sum() < few)
            .count();
    return small + sums;
  }

  /** All counts that share lines with one, directly or through others. */
  private List<Integer> system(int first, Set<Integer> seen) {
    List<Integer> system = new ArrayList<>();
    Deque<Integer> next = new ArrayDeque<>(List.of(first));
    seen.add(first);
    while (!next.isEmpty()) {
      int each = next.remove();
      system.add(each);
      for (long line : linesOf.get(each)) {
        for (int other : Objects.requireNonNull(lines.get(line))) {
          if (seen.add(other)) {
            next.add(other);
          }
        }
      }
    }
    return system;
  }

  private List<Integer> alone(List<Integer> system) {
    return system.stream()
        .filter(each ->
            linesOf.get(each).stream()
                .anyMatch(line -> Objects.requireNonNull(lines.get(line)).size() == 1))
        .toList();
  }

  /** Those that Gauss and Jordan leave alone in a row. */
  private List<Integer> eliminated(List<Integer> system) {
    Set<Long> under = new LinkedHashSet<>();
    system.forEach(each -> under.addAll(linesOf.get(each)));
    double[][] rows = new double[under.size()][system.size()];
    int row = 0;
    for (long line : under) {
      for (int each : Objects.requireNonNull(lines.get(line))) {
        rows[row][system.indexOf(each)] = 1;
      }
      row++;
    }
    reduce(rows, system.size());
    List<Integer> told = new ArrayList<>();
    for (double[] each : rows) {
      int[] left = nonzero(each);
      if (left.length == 1) {
        told.add(system.get(left[0]));
      }
    }
    return told;
  }

  private static void reduce(double[][] rows, int columns) {
    int rank = 0;
    for (int column = 0; column < columns && rank < rows.length; column++) {
      int pivot = rank;
      for (int i = rank; i < rows.length; i++) {
        pivot = Math.abs(rows[i][column]) > Math.abs(rows[pivot][column]) ? i : pivot;
      }
      if (Math.abs(rows[pivot][column]) < NOTHING) {
        continue;
      }
      double[] swapped = rows[pivot];
      rows[pivot] = rows[rank];
      rows[rank] = swapped;
      for (int i = 0; i < rows.length; i++) {
        double factor = rows[i][column] / swapped[column];
        for (int j = column; i != rank && factor != 0 && j < columns; j++) {
          rows[i][j] -= factor * swapped[j];
        }
      }
      rank++;
    }
  }

  private static int[] nonzero(double[] row) {
    int[] found = new int[row.length];
    int n = 0;
    for (int i = 0; i < row.length; i++) {
      if (Math.abs(row[i]) > NOTHING) {
        found[n++] = i;
      }
    }
    return Arrays.copyOf(found, n);
  }
}
