package plaza.release.leak;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Row;

/** Rows in the order in which they are shown, and the hidden rows that they may be. */
final class Sequence {
  private static final double DEVIATIONS = 4;
  private static final int DEALS = 3;

  /**
   * @param like what it shares with others whose order may tell of it
   * @param texts its pseudonym, and what else is shown of it as it is
   */
  private record Shown(long group, long like, long row, List<String> texts) {}

  private record Hidden(long group, String subject, List<Double> orders) {}

  private record Dealt(String subject, double order) {}

  private record Both(Shown shown, Hidden hidden) {}

  private final Map<Long, List<Shown>> shown = new TreeMap<>();
  private final Map<Long, List<Hidden>> hidden = new TreeMap<>();
  private final int orders;

  Sequence(List<Row> shown, List<Row> hidden) {
    int known = 0;
    for (Row row : shown) {
      Shown each = new Shown(row.getLong(0), row.getLong(1), row.getLong(2), row.getList(3));
      this.shown.computeIfAbsent(each.group(), g -> new ArrayList<>()).add(each);
    }
    Map<String, Double> subjects = new TreeMap<>();
    hidden.forEach(row -> subjects.put(row.isNullAt(1) ? "" : row.getString(1), 0.0));
    double rank = 0;
    for (Map.Entry<String, Double> subject : subjects.entrySet()) {
      subject.setValue(rank++);
    }
    for (Row row : hidden) {
      String subject = row.isNullAt(1) ? "" : row.getString(1);
      List<Double> of = new ArrayList<>(row.<Double>getList(2));
      of.add(subjects.get(subject));
      known = of.size();
      Hidden each = new Hidden(row.getLong(0), subject, of);
      this.hidden.computeIfAbsent(each.group(), g -> new ArrayList<>()).add(each);
    }
    this.orders = known;
  }

  /** Whether for half of the groups that are shown there are hidden rows. */
  boolean isMatched() {
    return 2 * shown.keySet().stream().filter(hidden::containsKey).count() >= shown.size();
  }

  /**
   * The greatest rank correlation of the order of rows that are alike with a hidden order, pooled;
   * 0 where chance may give as much. Rows are known by what is shown as it is, and an order that is
   * that of such a column tells nothing.
   */
  double correlation() {
    List<Both> known = new ArrayList<>();
    shown.forEach((group, rows) -> {
      List<Hidden> of = hidden.getOrDefault(group, List.of());
      if (rows.size() == 1 && of.size() == 1) {
        known.add(new Both(rows.getFirst(), of.getFirst()));
      }
    });
    List<List<Both>> alike =
        Ties.of(known, b -> b.shown().like(), b -> b.shown().row(), b -> b.shown().texts());
    double degrees = alike.stream().mapToInt(rows -> rows.size() - 1).sum();
    double greatest = 0;
    for (int i = 0; i < orders; i++) {
      int order = i;
      greatest = Math.max(greatest, Math.abs(pooled(alike, b -> b.hidden().orders().get(order))));
    }
    return degrees > 0 && greatest > DEVIATIONS / Math.sqrt(degrees) ? greatest : 0;
  }

  private static double pooled(List<List<Both>> alike, ToDoubleFunction<Both> order) {
    double product = 0;
    double one = 0;
    double other = 0;
    for (List<Both> rows : alike) {
      List<Both> sorted = rows.stream().sorted(Comparator.comparingDouble(order)).toList();
      double middle = (rows.size() - 1) / 2.0;
      for (int i = 0; i < sorted.size(); ) {
        int j = i;
        while (j < sorted.size()
            && order.applyAsDouble(sorted.get(j)) == order.applyAsDouble(sorted.get(i))) {
          j++;
        }
        double rank = (i + j - 1) / 2.0 - middle;
        for (; i < j; i++) {
          double at = rows.indexOf(sorted.get(i)) - middle;
          product += rank * at;
          one += rank * rank;
          other += at * at;
        }
      }
    }
    return one == 0 || other == 0 ? 0 : product / Math.sqrt(one * other);
  }

  /**
   * How much more often than by chance a pseudonym is the same subject's when rows that are alike
   * are dealt out to their subjects in a hidden order; 0 where chance may give as much. Chance is
   * that subjects are dealt out in an order that has nothing to do with them.
   */
  double told() {
    double[] chance = {0, 0};
    for (int i = 0; i < DEALS; i++) {
      Map<String, Double> orderOf = new HashMap<>();
      Random random = new Random(i);
      double[] told = told(h -> orderOf.computeIfAbsent(h.subject(), s -> random.nextDouble()));
      chance = told[0] >= chance[0] ? told : chance;
    }
    double greatest = 0;
    for (int i = 0; i < orders; i++) {
      int order = i;
      double more = told(h -> h.orders().get(order))[0] - chance[0];
      greatest = Math.max(greatest, more);
    }
    return chance[1] > 0 && greatest > DEVIATIONS / Math.sqrt(chance[1]) ? greatest : 0;
  }

  private double[] told(ToDoubleFunction<Hidden> order) {
    Map<String, Map<String, Integer>> subjects = new HashMap<>();
    shown.forEach((group, rows) -> {
      List<Hidden> of = hidden.getOrDefault(group, List.of());
      if (rows.size() != of.size() || rows.size() < 2) {
        return;
      }
      List<Shown> first = rows.stream().sorted(Comparator.comparingLong(Shown::row)).toList();
      List<Dealt> second =
          of.stream()
              .map(h -> new Dealt(h.subject(), order.applyAsDouble(h)))
              .sorted(Comparator.comparingDouble(Dealt::order))
              .toList();
      for (int i = 0; i < first.size(); i++) {
        String pseudonym = first.get(i).texts().getFirst();
        if (pseudonym != null) {
          subjects
              .computeIfAbsent(pseudonym, p -> new HashMap<>())
              .merge(second.get(i).subject(), 1, Integer::sum);
        }
      }
    });
    double agreeing = 0;
    double all = 0;
    for (Map<String, Integer> each : subjects.values()) {
      int rows = each.values().stream().mapToInt(Integer::intValue).sum();
      agreeing += each.values().stream().mapToInt(Integer::intValue).max().orElse(1) - 1;
      all += rows - 1;
    }
    return new double[] {all == 0 ? 0 : agreeing / all, all};
  }
}
