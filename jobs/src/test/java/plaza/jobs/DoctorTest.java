package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.catalog.Catalog;
import plaza.check.Finding;
import plaza.jobs.bench.SensorFile;
import plaza.jobs.bench.SensorTree;
import plaza.jobs.doctor.Checked;
import plaza.jobs.doctor.Doctor;

/** A home in which each thing is broken once, and put right again. */
class DoctorTest {
  private static final String NAME = SensorTree.DATASET.toString();

  @TempDir static Path folder;

  private static House house;

  @BeforeAll
  static void build() throws Exception {
    house = new House(folder, Catalog.read(List.of(SensorTree.write(folder.resolve("tree")))));
    Path file = folder.resolve("readings.csv");
    new SensorFile(16_000, 20, LocalDateTime.parse("2026-03-01T00:00:00")).write(file);
    house.land(SensorTree.FEED, file, "2026-03-04T00:00:00Z");
    house.build(NAME);
    assertThat(house.log.findings).isEmpty();
    Files.setPosixFilePermissions(
        house.home.folder("secrets"), PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void what_was_broken_is_whole_again() throws Exception {
    assertThat(findings(true)).isEmpty();
  }

  private static List<Checked> examine(boolean isDeep) throws Exception {
    return new Doctor(house.catalog, house.home, house.database).examine(isDeep, what -> {});
  }

  private static List<String> findings(boolean isDeep) throws Exception {
    return examine(isDeep).stream()
        .flatMap(c -> c.findings().stream())
        .map(Finding::toString)
        .toList();
  }

  /** What the doctor says while a file is without or with other bytes. */
  private static List<String> withFile(Path file, byte[] broken, boolean isDeep) throws Exception {
    byte[] whole = Files.readAllBytes(file);
    try {
      if (broken.length == 0) {
        Files.delete(file);
      } else {
        Files.write(file, broken);
      }
      return findings(isDeep);
    } finally {
      Files.write(file, whole);
    }
  }

  private static byte[] flipped(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    return bytes;
  }

  /** A file of the table, by how its name ends, the greatest first. */
  private static Path stored(String kind, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(house.home.root().resolve("warehouse").resolve(kind))) {
      return all.filter(f -> f.getFileName().toString().endsWith(suffix))
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }

  private static Path landedFile() {
    return house.home.landed().file(house.home.landed().list(SensorTree.FEED).getFirst());
  }

  @Test
  void of_a_whole_home_it_says_what_it_looked_at() throws Exception {
    assertThat(examine(false))
        .extracting(Checked::what)
        .containsExactly(
            "PostgreSQL",
            "table files",
            "records of loads",
            "landed files",
            "orphans",
            "secrets",
            "free disk",
            "spilled by workers");
    assertThat(examine(false)).noneMatch(Checked::isWrong);
  }

  @Test
  void a_data_file_that_is_gone_is_named_and_the_table_can_be_made_anew() throws Exception {
    List<String> before = house.published(NAME);
    Path file = stored("tables", ".parquet");
    assertThat(withFile(file, new byte[0], false))
        .singleElement()
        .asString()
        .startsWith("missing_file " + NAME + " plaza file:" + file + ": found no file, expected ");
    Files.delete(file);
    house.buildAnew(NAME);
    assertThat(house.log.findings).isEmpty();
    assertThat(house.published(NAME)).isEqualTo(before);
  }

  @Test
  void lost_metadata_is_named_and_the_table_can_be_made_anew() throws Exception {
    List<String> before = house.published(NAME);
    String pointer;
    try (var connection = house.database.connect();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT metadata_location FROM iceberg_tables WHERE catalog_name = 'plaza'")) {
      row.next();
      pointer = row.getString(1);
    }
    Path file = Path.of(java.net.URI.create(pointer));
    assertThat(withFile(file, new byte[0], false))
        .singleElement()
        .asString()
        .startsWith("missing_file " + NAME + " plaza file:" + file + ": found no file");
    assertThat(withFile(file, "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8), false))
        .singleElement()
        .asString()
        .startsWith("damaged_file " + NAME + " plaza file:" + file);
    Files.delete(file);
    house.buildAnew(NAME);
    assertThat(house.log.findings).isEmpty();
    assertThat(house.published(NAME)).isEqualTo(before);
  }

  @Test
  void a_lost_manifest_and_a_file_of_another_size_are_named() throws Exception {
    assertThat(withFile(stored("fates", "-m0.avro"), new byte[0], false))
        .anyMatch(f -> f.startsWith("missing_file " + NAME + " plaza_fates "));
    Path file = stored("tables", ".parquet");
    byte[] bytes = Files.readAllBytes(file);
    assertThat(withFile(file, Arrays.copyOf(bytes, bytes.length - 1), false))
        .singleElement()
        .asString()
        .endsWith("found %d bytes, expected %d bytes".formatted(bytes.length - 1, bytes.length));
  }

  @Test
  void a_flipped_byte_is_found_by_looking_deep() throws Exception {
    Path file = stored("tables", ".parquet");
    byte[] broken = flipped(file);
    assertThat(withFile(file, broken, false)).isEmpty();
    assertThat(withFile(file, broken, true))
        .singleElement()
        .asString()
        .startsWith("damaged_file " + NAME + " plaza file:" + file);
  }

  @Test
  void a_flipped_byte_of_a_landed_file_is_found() throws Exception {
    assertThat(withFile(landedFile(), flipped(landedFile()), false))
        .singleElement()
        .asString()
        .startsWith("changed_file " + SensorTree.FEED + " 20260304T000000Z-")
        .contains("found SHA-256 ");
  }

  @Test
  void a_receipt_without_file_or_the_other_way_round_is_named() throws Exception {
    Path receipt = landedFile().resolveSibling("receipt.json");
    assertThat(withFile(receipt, new byte[0], false))
        .anyMatch(
            f -> f.matches("lost_receipt .*: found no receipt that can be read, expected .*"));
    assertThat(withFile(landedFile(), new byte[0], false))
        .singleElement()
        .asString()
        .matches("lost_receipt .*: found no file, expected readings.csv");
    Path left = Files.createDirectory(landedFile().getParent().resolveSibling(".landing-1"));
    try {
      assertThat(findings(false)).singleElement().asString().startsWith("unfinished_landing ");
      assertThat(examine(false)).noneMatch(Checked::isWrong);
    } finally {
      Files.delete(left);
    }
  }

  /** What the doctor says between two statements. */
  private static List<String> between(String broken, String whole) throws Exception {
    update(broken);
    try {
      return findings(false);
    } finally {
      update(whole);
    }
  }

  private static void update(String sql) throws SQLException {
    try (var connection = house.database.connect();
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  @Test
  void counts_that_do_not_add_up_are_named() throws Exception {
    // 16,000 rows, of which 3 and 3 are bad.
    assertThat(
            between(
                "UPDATE plaza_load SET row_count = row_count + 1",
                "UPDATE plaza_load SET row_count = row_count - 1"))
        .containsExactlyInAnyOrder(
            "wrong_count " + NAME + " rows of the table: found 15,994, expected 15,995 as recorded",
            "wrong_count "
                + NAME
                + " rows kept by fates: found 15,994, expected 15,995 as recorded");
    assertThat(
            between(
                "UPDATE plaza_fate SET row_count = row_count + 2 WHERE code = 'out_of_range'",
                "UPDATE plaza_fate SET row_count = row_count - 2 WHERE code = 'out_of_range'"))
        .containsExactly(
            "wrong_count "
                + NAME
                + " rows of the table of fates: refused: found 6, expected 8 as recorded");
    assertThat(
            between(
                "UPDATE plaza_receipt SET receipt = receipt || 'x'",
                "UPDATE plaza_receipt SET receipt = replace(receipt, 'x', '')"))
        .anyMatch(f -> f.startsWith("lost_receipt " + SensorTree.FEED))
        .anyMatch(f -> f.startsWith("wrong_count " + NAME));
  }

  @Test
  void a_table_without_a_load_and_a_load_without_a_table_are_named() throws Exception {
    assertThat(
            between(
                "UPDATE plaza_load SET is_published = false",
                "UPDATE plaza_load SET is_published = true"))
        .singleElement()
        .asString()
        .startsWith("unrecorded_table " + NAME + ": found a table without a load");
    assertThat(
            between(
                "UPDATE iceberg_tables SET catalog_name = 'aside' WHERE catalog_name = 'plaza'",
                "UPDATE iceberg_tables SET catalog_name = 'plaza' WHERE catalog_name = 'aside'"))
        .singleElement()
        .asString()
        .startsWith("unrecorded_table " + NAME + ": found a load without a table");
  }

  @Test
  void a_secret_that_others_can_read_is_named() throws Exception {
    Path secret = house.home.folder("secrets").resolve("a");
    Files.writeString(secret, "secret");
    try {
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
      assertThat(findings(false))
          .containsExactly(
              "open_secret home secrets/a: found rw-r-----, expected nothing for group and others");
    } finally {
      Files.delete(secret);
    }
  }

  @Test
  void a_database_that_does_not_answer_is_a_finding_and_the_rest_is_looked_at() throws Exception {
    List<Checked> checked = new Doctor(house.catalog, house.home, null).examine(false, what -> {});
    assertThat(checked.getFirst().isWrong()).isTrue();
    assertThat(checked).extracting(Checked::what).contains("landed files", "secrets");
  }
}
