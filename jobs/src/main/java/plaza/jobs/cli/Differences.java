package plaza.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import plaza.release.Difference;
import plaza.release.Difference.Kind;

/** What one version has beside another, as a person sees it. */
final class Differences {
  private Differences() {}

  /** Rows before, added, removed, changed, moved. */
  static List<String> cells(Difference difference) {
    List<String> cells = new ArrayList<>(List.of(Terminal.count(difference.before())));
    for (Kind kind : Kind.values()) {
      cells.add(Terminal.count(difference.of(kind)));
    }
    return cells;
  }

  /** A map of where rows differ, north up; none where nothing does. */
  static List<String> map(String of, Difference difference) {
    if (difference.map().isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "  "
            + of
            + ": where rows were @|green added +|@  @|red removed -|@"
            + "  @|yellow changed ~|@  @|cyan moved >|@");
    lines.add("  ┌" + "─".repeat(Difference.COLUMNS) + "┐");
    for (int line = 0; line < Difference.LINES; line++) {
      StringBuilder text = new StringBuilder("  │");
      for (int column = 0; column < Difference.COLUMNS; column++) {
        text.append(sign(difference, column, line));
      }
      lines.add(text.append('│').toString());
    }
    lines.add("  └" + "─".repeat(Difference.COLUMNS) + "┘");
    return lines;
  }

  private static String sign(Difference difference, int column, int line) {
    return difference.map().stream()
        .filter(cell -> cell.column() == column && cell.line() == line)
        .findFirst()
        .map(cell ->
            switch (cell.kind()) {
              case ADDED -> "@|green +|@";
              case REMOVED -> "@|red -|@";
              case CHANGED -> "@|yellow ~|@";
              case MOVED -> "@|cyan >|@";
            })
        .orElse(" ");
  }
}
