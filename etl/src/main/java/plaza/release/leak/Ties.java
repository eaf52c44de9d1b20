package plaza.release.leak;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What a file's own sorting leaves undecided: rows that are alike in all that it is sorted by. */
final class Ties {
  private Ties() {}

  /**
   * Rows that are alike, each group in the file's order, none of one row. A column by which all
   * groups are sorted is one that the file is sorted by: only rows alike in it too stay together.
   */
  static <T> List<List<T>> of(
      List<T> rows,
      ToLongFunction<T> like,
      ToLongFunction<T> row,
      Function<T, List<@Nullable String>> texts) {
    List<List<T>> groups =
        split(
            List.of(rows.stream().sorted(Comparator.comparingLong(row)).toList()),
            like::applyAsLong);
    int columns = rows.isEmpty() ? 0 : texts.apply(rows.getFirst()).size();
    Set<Integer> sorted = new HashSet<>();
    boolean isSettled = false;
    while (!isSettled) {
      isSettled = true;
      for (int i = 0; i < columns; i++) {
        int column = i;
        Function<T, String> text =
            each -> Objects.requireNonNullElse(texts.apply(each).get(column), "");
        if (!sorted.contains(column) && isSorted(groups, text)) {
          sorted.add(column);
          groups = split(groups, text::apply);
          isSettled = false;
        }
      }
    }
    return groups;
  }

  private static <T> boolean isSorted(List<List<T>> groups, Function<T, String> text) {
    boolean isUp = true;
    boolean isDown = true;
    for (List<T> group : groups) {
      for (int i = 1; i < group.size(); i++) {
        int step = compared(text.apply(group.get(i - 1)), text.apply(group.get(i)));
        isUp &= step <= 0;
        isDown &= step >= 0;
      }
    }
    return isUp || isDown;
  }

  private static int compared(String one, String other) {
    try {
      return Double.compare(Double.parseDouble(one), Double.parseDouble(other));
    } catch (NumberFormatException e) {
      return one.compareTo(other);
    }
  }

  private static <T> List<List<T>> split(List<List<T>> groups, Function<T, Object> by) {
    List<List<T>> split = new ArrayList<>();
    for (List<T> group : groups) {
      Map<Object, List<T>> parts = new LinkedHashMap<>();
      group.forEach(
          each -> parts.computeIfAbsent(by.apply(each), p -> new ArrayList<>()).add(each));
      parts.values().stream().filter(part -> part.size() > 1).forEach(split::add);
    }
    return split;
  }
}
