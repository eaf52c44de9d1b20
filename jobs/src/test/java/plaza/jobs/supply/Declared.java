package plaza.jobs.supply;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads what people decided: YAML files beside these classes. */
final class Declared {
  private Declared() {}

  static <T> T file(String name, Class<T> kind) throws IOException {
    try (InputStream in = Objects.requireNonNull(Declared.class.getResourceAsStream(name), name)) {
      return text(new String(in.readAllBytes(), StandardCharsets.UTF_8), kind);
    }
  }

  static <T> T text(String yaml, Class<T> kind) {
    Object read = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return new ObjectMapper().convertValue(read, kind);
  }
}
