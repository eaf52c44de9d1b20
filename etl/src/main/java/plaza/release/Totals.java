package plaza.release;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.optim.linear.LinearConstraint;
import org.apache.commons.math3.optim.linear.LinearConstraintSet;
import org.apache.commons.math3.optim.linear.LinearObjectiveFunction;
import org.apache.commons.math3.optim.linear.NonNegativeConstraint;
import org.apache.commons.math3.optim.linear.PivotSelectionRule;
import org.apache.commons.math3.optim.linear.Relationship;
import org.apache.commons.math3.optim.linear.SimplexSolver;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.spark.sql.Column;

/**
 * Withheld counts, and the lines along which their sums are known: a total less what is shown under
 * it. One is told where no other numbers from 0 have the same sums.
 */
public final class Totals {
  // The simplex takes the cube of it: of larger systems only what is alone on a line is found.
  private static final int UNKNOWNS = 2_000;
  private static final int ROUNDS = 4;
  private static final double NOTHING = 1e-3;

  private final List<Long> counts = new ArrayList<>();
  private final List<List<Long>> linesOf = new ArrayList<>();
  private final Map<Long, List<Integer>> lines = new HashMap<>();

  /**
   * The lines that a row is on, one for each total.
   *
   * @param totals the columns that each is by
   */
  public static Column lines(List<List<String>> totals) {
    List<Column> lines = new ArrayList<>();
    for (List<String> total : totals) {
      List<Column> by = new ArrayList<>(List.of(lit(lines.size())));
      total.forEach(name -> by.add(col(name)));
      lines.add(xxhash64(by.toArray(Column[]::new)));
    }
    return array(lines.toArray(Column[]::new));
  }

  /** A withheld count and its lines. */
  public void add(long count, List<Long> under) {
    under.forEach(line -> lines.computeIfAbsent(line, l -> new ArrayList<>()).add(counts.size()));
    counts.add(count);
    linesOf.add(under);
  }

  /**
   * The lines of each count from 1 and below a number that is told. Where there are three totals
   * and more, a number that only fractions could take the place of may be missed.
   */
  public List<List<Long>> told(int few) {
    List<List<Long>> told = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (int each = 0; each < counts.size(); each++) {
      if (!seen.contains(each)) {
        List<Integer> system = system(each, seen);
        Set<Integer> small = new LinkedHashSet<>(system);
        small.removeIf(one -> counts.get(one) == 0 || counts.get(one) >= few);
        if (system.size() > UNKNOWNS) {
          small.removeIf(one -> linesOf.get(one).stream().allMatch(line -> on(line).size() > 1));
        } else {
          leaveTold(small, system);
        }
        small.forEach(one -> told.add(linesOf.get(one)));
      }
    }
    return told;
  }

  private List<Integer> on(long line) {
    return Objects.requireNonNull(lines.get(line));
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
        for (int other : on(line)) {
          if (seen.add(other)) {
            next.add(other);
          }
        }
      }
    }
    return system;
  }

  private void leaveTold(Set<Integer> small, List<Integer> system) {
    LinearConstraintSet sums = sums(system);
    // A corner in any direction is another than the true numbers in most of them.
    Random random = new Random(system.size());
    for (int i = 0; i < ROUNDS && !small.isEmpty(); i++) {
      removeOthers(small, system, sums, random.doubles(system.size(), -1, 1).toArray());
    }
    for (int each : List.copyOf(small)) {
      for (double direction : new double[] {1, -1}) {
        if (small.contains(each)) {
          double[] objective = new double[system.size()];
          objective[system.indexOf(each)] = direction;
          removeOthers(small, system, sums, objective);
        }
      }
    }
  }

  private LinearConstraintSet sums(List<Integer> system) {
    Map<Integer, Integer> places = new HashMap<>();
    system.forEach(each -> places.put(each, places.size()));
    Set<Long> under = new LinkedHashSet<>();
    system.forEach(each -> under.addAll(linesOf.get(each)));
    List<LinearConstraint> sums = new ArrayList<>();
    for (long line : under) {
      double[] coefficients = new double[system.size()];
      on(line).forEach(each -> coefficients[Objects.requireNonNull(places.get(each))] = 1);
      double sum = on(line).stream().mapToLong(counts::get).sum();
      sums.add(new LinearConstraint(coefficients, Relationship.EQ, sum));
    }
    return new LinearConstraintSet(sums);
  }

  /** Removes what can be another number: what is so in the numbers farthest in a direction. */
  private void removeOthers(
      Set<Integer> small, List<Integer> system, LinearConstraintSet sums, double[] direction) {
    double[] other;
    try {
      other =
          new SimplexSolver()
              .optimize(
                  new LinearObjectiveFunction(direction, 0),
                  sums,
                  GoalType.MAXIMIZE,
                  new NonNegativeConstraint(true),
                  PivotSelectionRule.BLAND)
              .getPoint();
    } catch (MathIllegalStateException e) {
      // Not found for rounding: then it counts as told, which withholds more and not less.
      return;
    }
    for (int i = 0; i < other.length; i++) {
      if (Math.abs(other[i] - counts.get(system.get(i))) > NOTHING) {
        small.remove(system.get(i));
      }
    }
  }
}
