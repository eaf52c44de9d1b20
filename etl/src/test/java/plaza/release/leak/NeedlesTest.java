package plaza.release.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secret values are found however a file holds them. */
class NeedlesTest {
  private static final Needle SECRET = Needle.point(121.543217894, 25.0338871);

  @TempDir Path folder;

  @Test
  void a_coordinate_is_found_as_a_double_of_either_order_as_hex_and_as_a_decimal()
      throws IOException {
    double x = 121.543217894;
    assertThat(found(bytes(ByteOrder.LITTLE_ENDIAN, x))).containsExactly("double");
    assertThat(found(bytes(ByteOrder.BIG_ENDIAN, x))).containsExactly("double");
    String hex = java.util.HexFormat.of().formatHex(bytes(ByteOrder.LITTLE_ENDIAN, x));
    assertThat(found(text("0101000000" + hex))).containsExactly("hex of double");
    assertThat(found(text("[121.543217894,"))).contains("decimal");
    // 121.543217|894 rounded is …218.
    assertThat(found(text("[121.543218]"))).containsExactly("rounded");
    assertThat(found(text("[121.54321]"))).isEmpty();
    assertThat(found(bytes(ByteOrder.LITTLE_ENDIAN, x + 1e-12))).isEmpty();
  }

  @Test
  void it_is_found_in_what_is_compressed() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(text("{\"bbox\": [121.543217894, 25]}"));
    }
    assertThat(found(zipped.toByteArray())).contains("decimal");

    Schema schema = SchemaBuilder.record("bounds").fields().requiredBytes("lower").endRecord();
    ByteArrayOutputStream avro = new ByteArrayOutputStream();
    try (DataFileWriter<GenericData.Record> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.setCodec(CodecFactory.deflateCodec(9)).create(schema, avro);
      GenericData.Record row = new GenericData.Record(schema);
      row.put("lower", ByteBuffer.wrap(bytes(ByteOrder.LITTLE_ENDIAN, 121.543217894)));
      writer.append(row);
    }
    assertThat(found(avro.toByteArray())).containsExactly("double");
  }

  @Test
  void it_is_found_across_chunks_and_at_the_very_end() throws IOException {
    byte[] secret = bytes(ByteOrder.LITTLE_ENDIAN, 121.543217894);
    for (int at : new int[] {0, (1 << 23) - 3, (1 << 23) + 100 - 8}) {
      byte[] much = new byte[(1 << 23) + 100];
      System.arraycopy(secret, 0, much, at, secret.length);
      Path file = Files.write(folder.resolve("much"), much);
      assertThat(new Needles(List.of(SECRET)).in(List.of(file)))
          .extracting(Needles.Hit::offset)
          .containsOnly((long) at);
    }
  }

  @Test
  void what_is_short_or_round_is_no_needle() {
    assertThat(Needle.coordinate(121.5).encodings()).isEmpty();
    assertThat(Needle.text("ann").encodings()).isEmpty();
    assertThat(Needle.text("anna").encodings()).isNotEmpty();
  }

  @Test
  void an_instant_is_found_as_a_number_and_as_a_text() throws IOException {
    Needle instant = Needle.instant(Instant.parse("2026-07-01T10:14:59Z"));
    // date -u -d @1782900899 is that second.
    byte[] micros =
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(1_782_900_899_000_000L)
            .array();
    assertThat(found(instant, micros)).containsExactly("microseconds");
    assertThat(found(instant, text("at 2026-07-01T10:14:59Z"))).containsExactly("ISO 8601");
  }

  private List<String> found(byte[] bytes) throws IOException {
    return found(SECRET, bytes);
  }

  private List<String> found(Needle needle, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("file"), bytes);
    return new Needles(List.of(needle))
        .in(List.of(file)).stream().map(Needles.Hit::encoding).distinct().toList();
  }

  private static byte[] bytes(ByteOrder order, double value) {
    return ByteBuffer.allocate(8).order(order).putDouble(value).array();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
