package plaza.release.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trees of maps, lists, texts and numbers as JSON (RFC 8259), the same on every machine. */
final class Json {
  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build()
          .writer(
              new DefaultPrettyPrinter()
                  .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                  .withArrayIndenter(new DefaultIndenter("  ", "\n")));

  private static final ObjectReader READER = new JsonMapper().readerForMapOf(Object.class);

  private Json() {}

  static String write(Map<String, Object> tree) {
    try {
      return WRITER.writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A context that lies beside this class, in its order. */
  static Map<String, Object> resource(String name) {
    try (InputStream json = Json.class.getResourceAsStream(name)) {
      return READER.readValue(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Members in the order given: keys and values in turn, without those that are empty. */
  static Map<String, Object> object(@Nullable Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      @Nullable Object value =
          members[i + 1] instanceof Optional<?> o ? o.orElse(null) : members[i + 1];
      if (value != null
          && !value.equals("")
          && !(value instanceof Iterable<?> list && !list.iterator().hasNext())
          && !(value instanceof Map<?, ?> map && map.isEmpty())) {
        object.put(String.valueOf(members[i]), value);
      }
    }
    return object;
  }
}
