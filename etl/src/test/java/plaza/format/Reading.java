package plaza.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a small file as silver does: opened, walked to its end, closed. */
final class Reading {
  private final Path file;
  private ReadRequest request;

  private Reading(Path file, ReadRequest request) {
    this.file = file;
    this.request = request;
  }

  static Reading of(Path folder, String format, String text, String... fields) {
    return of(folder, format, text.getBytes(StandardCharsets.UTF_8), fields);
  }

  static Reading of(Path folder, String format, byte[] bytes, String... fields) {
    Path file = folder.resolve("landed." + format);
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file(file, format, fields);
  }

  static Reading file(Path file, String format, String... fields) {
    return new Reading(
        file,
        new ReadRequest(
            format, Map.of(), "UTF-8", "EPSG:4326", "stops", List.of(fields), Set.of()));
  }

  Reading options(Map<String, @Nullable Object> options) {
    return with(options, request.encoding(), request.crs(), request.optional());
  }

  Reading encoding(@Nullable String encoding) {
    return with(request.options(), encoding, request.crs(), request.optional());
  }

  Reading crs(String crs) {
    return with(request.options(), request.encoding(), crs, request.optional());
  }

  Reading optional(String... fields) {
    return with(request.options(), request.encoding(), request.crs(), Set.of(fields));
  }

  Reading member(@Nullable String member) {
    request =
        new ReadRequest(
            request.format(),
            request.options(),
            request.encoding(),
            request.crs(),
            member,
            request.fields(),
            request.optional());
    return this;
  }

  private Reading with(
      Map<String, @Nullable Object> options,
      @Nullable String encoding,
      String crs,
      Set<String> optional) {
    request =
        new ReadRequest(
            request.format(), options, encoding, crs, request.member(), request.fields(), optional);
    return this;
  }

  Shape shape() {
    try {
      return Formats.shape(file, request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<RawRow> rows() {
    List<RawRow> rows = new ArrayList<>();
    try (RowReader reader = Formats.open(file, request)) {
      reader.forEachRemaining(rows::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  List<List<@Nullable String>> fields() {
    return rows().stream().map(RawRow::fields).toList();
  }

  /** What is wrong with the file: that it is read without fault fails the test. */
  UnreadableFile refused() {
    UnreadableFile refused = catchThrowableOfType(UnreadableFile.class, this::rows);
    assertThat(refused).as("the file is refused").isNotNull();
    return refused;
  }

  UnreadableFile.Fault fault() {
    return refused().fault();
  }
}
