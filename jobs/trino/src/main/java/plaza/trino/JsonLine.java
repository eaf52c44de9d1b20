package plaza.trino;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A value as JSON (RFC 8259) on one line. The server shares no library that writes it, and one
 * brought along would be another jar to watch.
 */
final class JsonLine {
  private final StringBuilder text = new StringBuilder(256);

  private JsonLine() {}

  /** Of maps, lists, texts and whole numbers; ends with a line end. */
  static String of(Map<String, ?> value) {
    JsonLine line = new JsonLine();
    line.write(value);
    return line.text.append('\n').toString();
  }

  private void write(Object value) {
    switch (value) {
      case Map<?, ?> members -> {
        String before = "{";
        for (Map.Entry<?, ?> each : members.entrySet()) {
          text.append(before);
          quote(each.getKey().toString());
          text.append(':');
          write(each.getValue());
          before = ",";
        }
        text.append(members.isEmpty() ? "{}" : "}");
      }
      case List<?> elements -> {
        text.append('[');
        for (int i = 0; i < elements.size(); i++) {
          text.append(i == 0 ? "" : ",");
          write(elements.get(i));
        }
        text.append(']');
      }
      case Long number -> text.append(number.longValue());
      default -> quote(value.toString());
    }
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
