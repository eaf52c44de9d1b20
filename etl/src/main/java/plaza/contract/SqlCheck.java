package plaza.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement of a dataset's {@code checks.sql}: a SELECT that returns the rows that offend it.
 *
 * @param why what it guards, in the author's words
 * @param isError {@code #fail}: an offending row fails the build; {@code #warn}: it is noted
 * @param line where its SQL begins
 */
public record SqlCheck(String code, String why, boolean isError, String sql, Path file, int line) {
  private static final String EXPECTED = "-- #fail CODE: why, or -- #warn CODE: why";
  private static final Pattern MARKER = Pattern.compile("\\s*--\\s*#.*");
  private static final Pattern HEAD =
      Pattern.compile("\\s*--\\s*#(fail|warn)\\s+([A-Z][A-Z0-9_]*):\\s*(\\S.*?)\\s*");
  private static final Pattern SILENT = Pattern.compile("\\s*(--.*)?");

  /** Reads a file: each check from its comment line to the next one's. */
  public static List<SqlCheck> read(Path file, Problems problems) {
    List<String> lines;
    try {
      lines = Files.readString(file, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      problems.add(file, 1, "a file that cannot be read as UTF-8", "readable UTF-8 text");
      return List.of();
    }
    List<SqlCheck> checks = new ArrayList<>();
    Set<String> codes = new HashSet<>();
    int next = 0;
    while (next < lines.size() && !MARKER.matcher(lines.get(next)).matches()) {
      if (!SILENT.matcher(lines.get(next)).matches()) {
        problems.add(file, next + 1, "a statement that says not why it is there", EXPECTED);
        return List.of();
      }
      next++;
    }
    while (next < lines.size()) {
      int head = next++;
      while (next < lines.size() && !MARKER.matcher(lines.get(next)).matches()) {
        next++;
      }
      Matcher said = HEAD.matcher(lines.get(head));
      String sql = String.join("\n", lines.subList(head + 1, next)).strip();
      if (!said.matches()) {
        problems.add(file, head + 1, "'" + lines.get(head).strip() + "'", EXPECTED);
      } else if (lines.subList(head + 1, next).stream()
          .allMatch(l -> SILENT.matcher(l).matches())) {
        problems.add(file, head + 1, "no statement", "a SELECT of the rows that offend");
      } else if (!codes.add(said.group(2))) {
        problems.add(file, head + 1, "the code " + said.group(2) + " twice", "each code once");
      } else {
        boolean isError = said.group(1).equals("fail");
        checks.add(new SqlCheck(said.group(2), said.group(3), isError, sql, file, head + 2));
      }
    }
    return List.copyOf(checks);
  }
}
