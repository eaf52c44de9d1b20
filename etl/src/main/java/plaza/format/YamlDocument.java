package plaza.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import plaza.contract.YamlDepth;
import plaza.format.UnreadableFile.Fault;

/**
 * One YAML 1.2 mapping as one row: its members as text, nested ones as JSON text, and {@code
 * _name}, the file's name without its ending. Only plain values are ever constructed.
 */
final class YamlDocument implements Format {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Set<String> options() {
    return Set.of();
  }

  @Override
  public Shape shape(Path file, ReadRequest request) throws IOException {
    List<Shape.Field> fields = new ArrayList<>();
    members(file, request)
        .forEach((key, value) -> fields.add(new Shape.Field(String.valueOf(key), kind(value))));
    return new Shape(List.copyOf(fields));
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> map -> "object";
      case List<?> list -> "array";
      case Number number -> "number";
      case Boolean flag -> "boolean";
      default -> "string";
    };
  }

  private static Map<?, ?> members(Path file, ReadRequest request) throws IOException {
    Object document;
    try {
      String text = text(file, request);
      LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(20).build();
      YamlDepth.check(settings, text);
      document = new Load(settings).loadFromString(text);
    } catch (YamlEngineException e) {
      throw new UnreadableFile(
          Fault.WRONG_FORMAT, 1, String.valueOf(e.getMessage()), "well-formed YAML");
    } catch (TextInput.BadBytes e) {
      throw e.fault(0);
    }
    if (document == null) {
      throw new UnreadableFile(Fault.EMPTY_FILE, 1, "an empty document", "a mapping");
    }
    if (!(document instanceof Map<?, ?> members)) {
      throw new UnreadableFile(Fault.WRONG_FORMAT, 1, "no mapping", "a mapping of keys to values");
    }
    return members;
  }

  @Override
  public RowReader open(Path file, ReadRequest request) throws IOException {
    Map<?, ?> members = members(file, request);
    List<@Nullable String> fields = new ArrayList<>();
    for (String field : request.fields()) {
      if (field.equals("_name")) {
        fields.add(String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", ""));
      } else if (members.containsKey(field)) {
        fields.add(text(members.get(field)));
      } else if (request.optional().contains(field)) {
        fields.add(null);
      } else {
        throw new UnreadableFile(
            Fault.MISSING_FIELD, 1, "the keys " + members.keySet(), "also '" + field + "'");
      }
    }
    return new One(List.of(new RawRow(1, fields, null)).iterator());
  }

  private static String text(Path file, ReadRequest request) throws IOException {
    try (Reader reader = TextInput.open(Files.newInputStream(file), request.charset())) {
      StringWriter text = new StringWriter();
      reader.transferTo(text);
      return text.toString();
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    try {
      return value instanceof Map || value instanceof List
          ? JSON.writeValueAsString(value)
          : value.toString();
    } catch (JsonProcessingException e) {
      throw new UnreadableFile(
          Fault.WRONG_FORMAT, 1, e.getOriginalMessage(), "values that have a form in JSON");
    }
  }

  private record One(Iterator<RawRow> rows) implements RowReader {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public RawRow next() {
      return rows.next();
    }

    @Override
    public void close() {}
  }
}
