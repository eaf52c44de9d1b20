package plaza.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import plaza.catalog.Dataset;

/** The statements of a dataset's checks.sql by their codes. */
final class SqlChecks {
  private static final Pattern HEAD = Pattern.compile("(?m)^-- #(?:fail|warn) ([A-Z0-9_]+): .*$");

  private SqlChecks() {}

  static Map<String, String> of(Dataset dataset) throws IOException {
    Map<String, String> checks = new LinkedHashMap<>();
    Path file = dataset.folders().getFirst().resolve("checks.sql");
    if (Files.exists(file)) {
      String text = Files.readString(file);
      Matcher head = HEAD.matcher(text);
      int from = 0;
      String code = "";
      while (head.find()) {
        put(checks, code, text.substring(from, head.start()));
        code = head.group(1);
        from = head.end();
      }
      put(checks, code, text.substring(from));
    }
    return checks;
  }

  private static void put(Map<String, String> checks, String code, String sql) {
    if (!code.isEmpty()) {
      checks.put(code, sql);
    }
  }
}
