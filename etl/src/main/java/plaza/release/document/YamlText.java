package plaza.release.document;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/**
 * Trees as YAML that readers of 1.1 and of 1.2 read alike: {@code no}, {@code 1_0} or a day would
 * be something else to one of them, so whatever is not plainly a word is quoted.
 */
final class YamlText extends StandardRepresenter {
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z_]*");
  private static final Set<String> NO_WORDS =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

  private YamlText(DumpSettings settings) {
    super(settings);
    representers.put(
        String.class, text -> representScalar(Tag.STR, (String) text, style((String) text)));
    representers.put(
        BigDecimal.class,
        number -> {
          BigDecimal plain = (BigDecimal) number;
          Tag tag = plain.stripTrailingZeros().scale() > 0 ? Tag.FLOAT : Tag.INT;
          String text =
              tag.equals(Tag.INT) ? plain.toBigIntegerExact().toString() : plain.toPlainString();
          return representScalar(tag, text, ScalarStyle.PLAIN);
        });
  }

  private static ScalarStyle style(String text) {
    return WORD.matcher(text).matches()
            && !NO_WORDS.contains(text.toLowerCase(java.util.Locale.ROOT))
        ? ScalarStyle.PLAIN
        : ScalarStyle.DOUBLE_QUOTED;
  }

  static String write(Map<String, Object> tree) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .setWidth(120)
            .setBestLineBreak("\n")
            .setDereferenceAliases(true)
            .build();
    return new Dump(settings, new YamlText(settings)).dumpToString(tree);
  }
}
