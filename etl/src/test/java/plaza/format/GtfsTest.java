package plaza.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.format.UnreadableFile.Fault;

class GtfsTest {
  private static final String STOPS =
      """
      stop_id,stop_name
      1,Harbour
      2,"Old
      Mill"
      3,Gate
      """;

  @TempDir Path folder = Path.of("");

  private Reading gtfs(byte[] zip) {
    return Reading.of(folder, "gtfs", zip, "stop_id");
  }

  @Test
  void rows_are_those_of_the_member_at_its_lines() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("agency.txt", "agency_id\nA\n");
    entries.put("stops.txt", "\uFEFF" + STOPS);
    assertThat(gtfs(Zips.of(entries)).rows())
        .containsExactly(
            new RawRow(2, List.of("1"), null),
            new RawRow(3, List.of("2"), null),
            new RawRow(5, List.of("3"), null));
  }

  @Test
  void a_byte_that_was_changed_on_the_way_is_noticed_though_it_inflates() {
    // Stored, not deflated: any other letter is as good a letter, but for the sum.
    byte[] zip = Zips.stored("stops.txt", STOPS);
    int harbour = new String(zip, StandardCharsets.ISO_8859_1).indexOf("Harbour");
    zip[harbour] = 'B';
    assertThat(gtfs(zip).refused().fault()).isEqualTo(Fault.TRUNCATED_FILE);
  }

  @Test
  void a_member_in_a_folder_is_found() {
    assertThat(gtfs(Zips.of("gtfs_2026/stops.txt", STOPS)).rows()).hasSize(3);
  }

  @Test
  void the_member_itself_goes_before_one_in_a_folder() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("../stops.txt", "stop_id\nevil\n");
    entries.put("old/stops.txt", "stop_id\nold\n");
    entries.put("stops.txt", "stop_id\nnew\n");
    assertThat(gtfs(Zips.of(entries)).fields()).containsExactly(List.of("new"));
  }

  @Test
  void a_name_that_climbs_out_of_the_folder_writes_nothing() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("a/b"));
    byte[] zip = Zips.of("../../stops.txt", STOPS);
    assertThat(Reading.of(deep, "gtfs", zip, "stop_id").rows()).hasSize(3);
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).containsExactly(deep.resolve("landed.gtfs"));
    }
  }

  @Test
  void a_missing_member_is_told_with_those_there_are() {
    UnreadableFile refused = gtfs(Zips.of("routes.txt", "route_id\n1\n")).refused();
    assertThat(refused.fault()).isEqualTo(Fault.MISSING_MEMBER);
    assertThat(refused.text()).isEqualTo("found [routes.txt], expected stops.txt");
    assertThat(gtfs(Zips.of("my_stops.txt", STOPS)).fault()).isEqualTo(Fault.MISSING_MEMBER);
    assertThat(gtfs(Zips.of(Map.of())).fault()).isEqualTo(Fault.MISSING_MEMBER);
  }

  @Test
  void a_member_that_may_be_absent_then_has_no_rows() throws IOException {
    assertThat(optional("routes.txt", "route_id\n1\n")).isEmpty();
    assertThat(optional("stops.txt", "stop_id\n")).isEmpty();
    assertThat(optional("stops.txt", "")).isEmpty();
    assertThat(optional("stops.txt", STOPS)).hasSize(3);
    assertThatThrownBy(() -> optional("stops.txt", "stop_name\na\n"))
        .asInstanceOf(InstanceOfAssertFactories.type(UnreadableFile.class))
        .returns(Fault.MISSING_FIELD, UnreadableFile::fault);
  }

  private List<RawRow> optional(String member, String text) throws IOException {
    Path file = Files.write(folder.resolve("optional.zip"), Zips.of(member, text));
    ReadRequest request =
        new ReadRequest(
                "gtfs", Map.of(), "UTF-8", "EPSG:4326", "stops", List.of("stop_id"), Set.of())
            .withOptionalMember(true);
    List<RawRow> rows = new ArrayList<>();
    try (RowReader reader = Formats.open(file, request)) {
      reader.forEachRemaining(rows::add);
    }
    return rows;
  }

  @Test
  void a_table_is_held_to_what_holds_for_csv() {
    assertThat(gtfs(Zips.of("stops.txt", "")).fault()).isEqualTo(Fault.EMPTY_FILE);
    assertThat(gtfs(Zips.of("stops.txt", "stop_id\n")).fault()).isEqualTo(Fault.EMPTY_FILE);
    assertThat(gtfs(Zips.of("stops.txt", "stop_name\na\n")).fault()).isEqualTo(Fault.MISSING_FIELD);
    assertThat(gtfs(Zips.of("stops.txt", "stop_id\n1,2\n")).rows().getFirst().fault())
        .isEqualTo("found 2 fields, expected 1");
  }

  @Test
  void tables_are_utf_8_whatever_the_feed_says() throws IOException {
    assertThat(gtfs(Zips.of("stops.txt", "stop_id\n臺\n")).encoding("Big5").fields())
        .containsExactly(List.of("臺"));
    assertThat(gtfs(stored("stop_id\n臺\n".getBytes(Charset.forName("Big5")))).fault())
        .isEqualTo(Fault.WRONG_ENCODING);
  }

  @Test
  void what_is_no_zip_is_a_wrong_format() {
    assertThat(gtfs(ErrorPages.HTML.getBytes(StandardCharsets.UTF_8)).fault())
        .isEqualTo(Fault.WRONG_FORMAT);
    assertThat(gtfs(STOPS.getBytes(StandardCharsets.UTF_8)).fault()).isEqualTo(Fault.WRONG_FORMAT);
  }

  @Test
  void nothing_is_an_empty_file() {
    assertThat(gtfs(new byte[0]).fault()).isEqualTo(Fault.EMPTY_FILE);
  }

  @Test
  void a_zip_cut_anywhere_is_truncated() {
    byte[] whole = Zips.of("stops.txt", STOPS);
    for (int length = 4; length < whole.length; length++) {
      assertThat(gtfs(Arrays.copyOf(whole, length)).fault())
          .as(length + " of " + whole.length + " bytes")
          .isEqualTo(Fault.TRUNCATED_FILE);
    }
  }

  @Test
  void an_entry_that_ends_early_is_truncated() throws IOException {
    byte[] zip = Zips.of("stops.txt", STOPS);
    // A deflate stream that says "stored block of 65535 bytes" has more to come than there is.
    int data = 30 + "stops.txt".length();
    zip[data] = 1;
    zip[data + 1] = (byte) 0xff;
    zip[data + 2] = (byte) 0xff;
    zip[data + 3] = 0;
    zip[data + 4] = 0;
    int end = new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\007\b", data);
    Arrays.fill(zip, data + 5, end, (byte) 'a');
    assertThat(gtfs(zip).fault()).isEqualTo(Fault.TRUNCATED_FILE);
  }

  @Test
  void a_table_that_inflates_without_end_is_refused() throws IOException {
    Path file = folder.resolve("bomb.zip");
    Files.write(file, Zips.of("stops.txt", "stop_id\n" + "0000000\n".repeat(1 << 20)));
    assertThat(Files.size(file)).isLessThan(50_000);
    ReadRequest request =
        new ReadRequest(
            "gtfs", Map.of(), "UTF-8", "EPSG:4326", "stops", List.of("stop_id"), Set.of());
    try (RowReader rows = new Gtfs(1 << 20).open(file, request)) {
      assertThatThrownBy(() -> rows.forEachRemaining(row -> {}))
          .asInstanceOf(InstanceOfAssertFactories.type(UnreadableFile.class))
          .returns(Fault.WRONG_FORMAT, UnreadableFile::fault)
          .returns(
              "found more than 1048576 bytes, expected a table of sane size", UnreadableFile::text);
    }
  }

  private byte[] stored(byte[] table) throws IOException {
    Path file = folder.resolve("stored.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("stops.txt");
      CRC32 crc = new CRC32();
      crc.update(table);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(table.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(table);
    }
    return Files.readAllBytes(file);
  }
}
