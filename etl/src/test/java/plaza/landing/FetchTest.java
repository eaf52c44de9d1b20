package plaza.landing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.Feed;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;

class FetchTest {
  private static final ZoneId AZORES = ZoneId.of("Atlantic/Azores");
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  @TempDir Path folder = Path.of("");
  private Path home = Path.of("");
  private LandedFiles landed = new LandedFiles(Path.of(""));

  @BeforeEach
  void open() {
    home = folder.resolve("home");
    landed = new LandedFiles(home.resolve("landing"));
  }

  private void recorded(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private int fetch(String files, @Nullable String from, @Nullable String to) throws Exception {
    Feed feed = Feeds.of(folder.resolve("schemas/feeds/bikes.yaml"), "files: \"" + files + "\"");
    Fetch fetch =
        new Fetch(
            landed,
            home,
            from == null ? null : LocalDate.parse(from),
            to == null ? null : LocalDate.parse(to));
    return fetch.fetch(feed, AZORES, NOW);
  }

  @Test
  void a_recording_lands_oldest_first_as_if_fetched_at_its_folders_instants() throws Exception {
    recorded("home/sample/20260329T000020Z/bikes.json", "two");
    recorded("home/sample/20260328T100020Z/bikes.json", "one");
    recorded("home/sample/20260328T100020Z/readme.txt", "not asked for");
    recorded("home/sample/deeper/20260328T100020Z/bikes.json", "not asked for");
    assertThat(fetch("{home}/sample/*/*.json", null, null)).isEqualTo(2);
    assertThat(landed.list("bikes"))
        .extracting(Receipt::fetchedAt)
        .containsExactly(
            Instant.parse("2026-03-28T10:00:20Z"), Instant.parse("2026-03-29T00:00:20Z"));
    Receipt first = landed.list("bikes").getFirst();
    assertThat(landed.file(first)).hasContent("one");
    assertThat(first.fileName()).isEqualTo("bikes.json");
    assertThat(first.origin())
        .isEqualTo(home.resolve("sample/20260328T100020Z/bikes.json").toUri().toString());
  }

  @Test
  void nothing_lands_twice() throws Exception {
    recorded("home/sample/20260328T100020Z/bikes.json", "one");
    assertThat(fetch("{home}/sample/*/*", null, null)).isEqualTo(1);
    assertThat(fetch("{home}/sample/*/*", null, null)).isZero();
    recorded("home/sample/20260328T101020Z/bikes.json", "two");
    assertThat(fetch("{home}/sample/*/*", null, null)).isEqualTo(1);
    assertThat(landed.list("bikes")).hasSize(2);
  }

  @Test
  void days_are_the_citys() throws Exception {
    // The Azores are an hour behind UTC until 01:00 UTC of 29 March 2026, and level from then on.
    recorded("home/sample/20260328T005959Z/b", "27 March");
    recorded("home/sample/20260328T010000Z/b", "28 March, first");
    recorded("home/sample/20260329T000020Z/b", "28 March, last");
    recorded("home/sample/20260329T010000Z/b", "29 March, first");
    recorded("home/sample/20260329T235959Z/b", "29 March, last");
    recorded("home/sample/20260330T000000Z/b", "30 March");
    assertThat(fetch("{home}/sample/*/*", "2026-03-28", "2026-03-28")).isEqualTo(2);
    assertThat(landed.list("bikes"))
        .extracting(landed::file)
        .extracting(Files::readString)
        .containsExactly("28 March, first", "28 March, last");
    assertThat(fetch("{home}/sample/*/*", "2026-03-28", "2026-03-29")).isEqualTo(2);
    assertThat(fetch("{home}/sample/*/*", null, "2026-03-27")).isEqualTo(1);
    assertThat(fetch("{home}/sample/*/*", "2026-03-30", null)).isEqualTo(1);
  }

  @Test
  void of_a_register_the_last_version_before_the_days_asked_for_lands() throws Exception {
    recorded("home/sample/20260101T000000Z/b", "old");
    recorded("home/sample/20260301T000000Z/b", "in force");
    recorded("home/sample/20260401T000000Z/b", "to come");
    assertThat(fetch("{home}/sample/*/*", "2026-03-28", "2026-03-29")).isEqualTo(1);
    assertThat(landed.list("bikes"))
        .singleElement()
        .satisfies(receipt -> assertThat(landed.file(receipt)).hasContent("in force"));
    assertThat(fetch("{home}/sample/*/*", "2026-03-28", "2026-03-29")).isZero();
  }

  @Test
  void where_a_version_lies_within_the_days_none_before_it_is_needed() throws Exception {
    recorded("home/sample/20260301T000000Z/b", "before");
    recorded("home/sample/20260328T120000Z/b", "within");
    assertThat(fetch("{home}/sample/*/*", "2026-03-28", "2026-03-29")).isEqualTo(1);
    assertThat(landed.list("bikes"))
        .singleElement()
        .satisfies(receipt -> assertThat(landed.file(receipt)).hasContent("within"));
  }

  @Test
  void a_version_after_the_days_is_not_taken_for_one_before() throws Exception {
    recorded("home/sample/20260401T000000Z/b", "to come");
    assertThat(fetch("{home}/sample/*/*", "2026-03-28", "2026-03-29")).isZero();
    assertThat(fetch("{home}/sample/*/*", null, "2026-03-29")).isZero();
  }

  @Test
  void files_are_relative_to_the_feed_and_fetched_when_they_were_last_changed() throws Exception {
    recorded("schemas/cities/ys.yaml", "name: Ys\n");
    recorded("schemas/cities/notes.txt", "no");
    Files.setLastModifiedTime(
        folder.resolve("schemas/cities/ys.yaml"),
        FileTime.from(Instant.parse("2026-03-28T10:00:00.5Z")));
    assertThat(fetch("../cities/*.yaml", null, null)).isEqualTo(1);
    assertThat(landed.list("bikes"))
        .extracting(Receipt::fetchedAt, Receipt::fileName)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(
                Instant.parse("2026-03-28T10:00:00Z"), "ys.yaml"));
    assertThat(fetch("../cities/*.yaml", null, null)).isZero();
  }

  @Test
  void a_file_that_is_only_touched_lands_no_second_time_and_one_that_is_changed_does()
      throws Exception {
    Path ys = folder.resolve("schemas/cities/ys.yaml");
    recorded("schemas/cities/ys.yaml", "name: Ys");
    Files.setLastModifiedTime(ys, FileTime.from(Instant.parse("2026-03-28T10:00:00Z")));
    assertThat(fetch("../cities/*.yaml", "2026-05-01", null)).isEqualTo(1);
    Files.setLastModifiedTime(ys, FileTime.from(Instant.parse("2026-03-29T10:00:00Z")));
    assertThat(fetch("../cities/*.yaml", "2026-05-01", null)).isZero();
    recorded("schemas/cities/ys.yaml", "name: Is");
    Files.setLastModifiedTime(ys, FileTime.from(Instant.parse("2026-03-30T10:00:00Z")));
    assertThat(fetch("../cities/*.yaml", "2026-05-01", null)).isEqualTo(1);
    assertThat(landed.list("bikes")).hasSize(2);
  }

  @Test
  void all_files_of_the_last_version_land_together() throws Exception {
    recorded("home/sample/20260101T000000Z/a", "old");
    recorded("home/sample/20260301T000000Z/a", "one");
    recorded("home/sample/20260301T000000Z/b", "two");
    assertThat(fetch("{home}/sample/*/*", "2026-03-28", null)).isEqualTo(2);
  }

  @Test
  void a_path_without_pattern_is_one_file() throws Exception {
    recorded("schemas/cities/ys.yaml", "name: Ys\n");
    recorded("schemas/cities/mu.yaml", "name: Mu\n");
    assertThat(fetch("../cities/ys.yaml", null, null)).isEqualTo(1);
    assertThat(fetch("../cities/gone.yaml", null, null)).isZero();
    assertThat(fetch("../gone/*.yaml", null, null)).isZero();
  }

  @Test
  void half_written_files_do_not_land() throws Exception {
    recorded("home/inbox/.trees.csv.part", "half");
    recorded("home/inbox/.cache/trees.csv", "old");
    assertThat(fetch("{home}/inbox/**", null, null)).isZero();
    assertThat(fetch("{home}/inbox/*", null, null)).isZero();
  }

  @Test
  void a_home_may_be_called_what_it_likes() throws Exception {
    home = folder.resolve("ho[me] {1} *");
    recorded("ho[me] {1} */inbox/trees.csv", "a");
    assertThat(fetch("{home}/inbox/*.csv", null, null)).isEqualTo(1);
  }

  @Test
  void two_asterisks_go_into_folders_of_folders() throws Exception {
    recorded("home/sample/a/b/c/20260328T100020Z/bikes.json", "one");
    assertThat(fetch("{home}/sample/**.json", null, null)).isEqualTo(1);
  }

  @Test
  void a_file_given_by_hand_lands_at_the_instant_given() throws Exception {
    recorded("by_hand.csv", "sno\n1\n");
    Feed feed = Feeds.of(folder.resolve("schemas/feeds/bikes.yaml"), "files: x");
    Receipt receipt =
        new Fetch(landed, home, null, null)
            .land(
                feed,
                folder.resolve("by_hand.csv"),
                Instant.EPOCH.atOffset(ZoneOffset.UTC).plusYears(30).toInstant());
    assertThat(receipt.id()).startsWith("20000101T000000Z-");
    assertThat(landed.list("bikes")).containsExactly(receipt);
  }
}
