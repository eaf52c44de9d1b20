package plaza.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jline.utils.WCWidth;

/** A table of texts whose columns line up, wide characters counted as two. */
final class Grid {
  private static final int MAX_WIDTH = 80;

  private final List<String> header;
  private final boolean[] right;
  private final Set<Integer> whole = new HashSet<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** With column names; numbers are set to the right where {@code right} says so. */
  Grid(List<String> header, boolean[] right) {
    this.header = header;
    this.right = right;
  }

  /** With column names and all texts to the left. */
  Grid(String... header) {
    this(List.of(header), new boolean[header.length]);
  }

  Grid right(int... columns) {
    for (int column : columns) {
      right[column] = true;
    }
    return this;
  }

  /** Names in this column are to be copied, so they are never cut. */
  Grid whole(int column) {
    whole.add(column);
    return this;
  }

  void add(List<String> row) {
    rows.add(
        IntStream.range(0, row.size())
            .mapToObj(i -> whole.contains(i) ? oneLine(row.get(i)) : cell(row.get(i)))
            .toList());
  }

  void add(String... row) {
    add(List.of(row));
  }

  int size() {
    return rows.size();
  }

  void print(PrintWriter out) {
    int[] widths = header.stream().mapToInt(Grid::width).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    line(out, header, widths);
    StringBuilder rule = new StringBuilder("  ");
    for (int i = 0; i < widths.length; i++) {
      rule.append("─".repeat(widths[i])).append(i + 1 < widths.length ? "  " : "");
    }
    out.println(rule);
    rows.forEach(row -> line(out, row, widths));
    out.flush();
  }

  private void line(PrintWriter out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder("  ");
    for (int i = 0; i < widths.length; i++) {
      String pad = " ".repeat(widths[i] - width(cells.get(i)));
      line.append(right[i] ? pad + cells.get(i) : cells.get(i) + pad).append("  ");
    }
    out.println(line.toString().stripTrailing());
  }

  /** A text as one line: control characters of a publisher's text must not reach a terminal. */
  static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  private static String cell(String text) {
    String line = oneLine(text);
    if (width(line) <= MAX_WIDTH) {
      return line;
    }
    StringBuilder cut = new StringBuilder();
    int width = 0;
    for (int c : line.codePoints().toArray()) {
      width += Math.max(0, WCWidth.wcwidth(c));
      if (width >= MAX_WIDTH) {
        break;
      }
      cut.appendCodePoint(c);
    }
    return cut.append('…').toString();
  }

  static int width(String text) {
    return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
  }
}
