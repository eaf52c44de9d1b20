package plaza.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The shape of delimited text, from some of its records: what most values of a column look like.
 */
final class CsvShape {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,30})([.]\\d{0,30})?([eE][+-]?\\d{1,3})?");

  private final List<String> header;
  private final boolean isNameless;
  private final List<int[]> counts = new ArrayList<>();
  private final Map<Integer, Integer> widths = new TreeMap<>();

  /** A file whose names stand in it, or nameless, so that its rows tell how many columns it has. */
  CsvShape(List<String> header, boolean isNameless) {
    this.header = header;
    this.isNameless = isNameless;
  }

  void add(List<String> fields) {
    widths.merge(fields.size(), 1, Integer::sum);
    for (int i = 0; i < fields.size(); i++) {
      if (i == counts.size()) {
        counts.add(new int[4]);
      }
      String text = fields.get(i).strip();
      if (!text.isEmpty()) {
        var matcher = NUMBER.matcher(text);
        // A code with leading zeros is no number: its digits are all that it has.
        boolean isCode = text.matches("0\\d{1,30}");
        boolean isNumber = matcher.matches() && !text.matches("[+-]?0\\d.*");
        boolean isInt = isNumber && matcher.group(2) == null && matcher.group(3) == null;
        counts.get(i)[isCode ? 3 : isInt ? 0 : isNumber ? 1 : 2]++;
      }
    }
  }

  Shape shape() {
    int width = isNameless && !widths.isEmpty() ? usual() : header.size();
    List<Shape.Field> fields = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      String name = i < header.size() ? header.get(i) : "column " + (i + 1);
      fields.add(new Shape.Field(name, i < counts.size() ? kind(counts.get(i)) : "empty"));
    }
    return new Shape(List.copyOf(fields));
  }

  private int usual() {
    return widths.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  // Most, not all: a dash for a missing reading makes no text of a column of numbers.
  private static String kind(int[] counts) {
    int numbers = counts[0] + counts[1];
    if (numbers + counts[2] + counts[3] == 0) {
      return "empty";
    }
    if (counts[0] > 0 && counts[3] > 0 && numbers + counts[3] > counts[2]) {
      return "code";
    }
    return numbers <= counts[2] + counts[3] ? "text" : counts[1] > 0 ? "number" : "int";
  }
}
