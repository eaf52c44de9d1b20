package plaza.jobs.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A row of a published file, whose fields can be changed. */
sealed interface PublishedRow {
  /** A field's text; empty where there is none. */
  String get(String field);

  /** Sets a field: a number stays one where the format has numbers, null is what it has of null. */
  void set(String field, @Nullable Object value);

  /** The same row once more. */
  PublishedRow copy();

  /** Changes a field's text. */
  default void change(String field, UnaryOperator<String> change) {
    set(field, change.apply(get(field)));
  }

  /** Multiplies a number, in the form that it has. */
  default void scale(String field, double factor) {
    String text = get(field);
    if (!text.isEmpty()) {
      set(field, Math.round(Double.parseDouble(text) * factor * 1e6) / 1e6);
    }
  }

  /** Of CSV. */
  record OfCsv(List<String> header, List<String> values) implements PublishedRow {
    @Override
    public String get(String field) {
      return values.get(header.indexOf(field));
    }

    @Override
    public void set(String field, @Nullable Object value) {
      values.set(header.indexOf(field), value == null ? "" : value.toString());
    }

    @Override
    public PublishedRow copy() {
      return new OfCsv(header, new ArrayList<>(values));
    }

    static List<List<String>> read(String text) {
      try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(text)) {
        List<List<String>> lines = new ArrayList<>();
        reader.forEach(line -> lines.add(new ArrayList<>(line.getFields())));
        return lines;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    static String write(List<List<String>> lines, String end) {
      StringWriter out = new StringWriter();
      CsvWriter.CsvWriterBuilder builder =
          CsvWriter.builder()
              .lineDelimiter(end.equals("\n") ? LineDelimiter.LF : LineDelimiter.CRLF);
      try (CsvWriter csv = builder.build(out)) {
        lines.forEach(csv::writeRecord);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toString();
    }
  }

  /** Of JSON; a field may be a pointer: {@code /geometry/coordinates/0}. */
  record OfJson(ObjectNode node) implements PublishedRow {
    @Override
    public String get(String field) {
      return node.at(pointer(field)).asText("");
    }

    @Override
    public void set(String field, @Nullable Object value) {
      String pointer = pointer(field);
      int last = pointer.lastIndexOf('/');
      JsonNode parent = node.at(pointer.substring(0, last));
      String name = pointer.substring(last + 1);
      JsonNode now =
          value instanceof Double number
              ? JsonNodeFactory.instance.numberNode(number)
              : value instanceof Integer number
                  ? JsonNodeFactory.instance.numberNode(number)
                  : value == null
                      ? JsonNodeFactory.instance.nullNode()
                      : JsonNodeFactory.instance.textNode(value.toString());
      switch (parent) {
        case ObjectNode object -> object.set(name, now);
        case com.fasterxml.jackson.databind.node.ArrayNode array ->
            array.set(Integer.parseInt(name), now);
        default -> throw new IllegalArgumentException("no " + field + " in " + node);
      }
    }

    @Override
    public PublishedRow copy() {
      return new OfJson(node.deepCopy());
    }

    private static String pointer(String field) {
      return field.startsWith("/") ? field : "/" + field;
    }
  }
}
