package plaza.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trino.spi.QueryId;
import io.trino.spi.connector.CatalogSchemaTableName;
import io.trino.spi.security.AccessDeniedException;
import io.trino.spi.security.Identity;
import io.trino.spi.security.SystemAccessControl;
import io.trino.spi.security.SystemSecurityContext;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is noted on disk, and what is refused by a file, without a server. */
class PluginTest {
  private static final CatalogSchemaTableName RIDES = table("rides");

  @TempDir Path folder = Path.of("");

  private static CatalogSchemaTableName table(String name) {
    return new CatalogSchemaTableName("registered", "mobility", name);
  }

  private static SystemSecurityContext by(String user) {
    return new SystemSecurityContext(
        Identity.ofUser(user), new QueryId("q1"), Instant.parse("2026-05-01T12:00:00Z"));
  }

  private List<String> files(Path spool) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(spool)) {
      for (Path each : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        texts.add(Files.readString(each));
      }
    }
    return texts;
  }

  @Test
  void a_full_file_is_followed_by_another_one() throws IOException {
    Spool spool = Spool.open(folder, 10);
    spool.append("12345\n", true);
    spool.append("67890\n", false);
    spool.append("abc\n", true);
    assertThat(files(folder)).containsExactly("12345\n67890\n", "abc\n");
    spool.close();
  }

  @Test
  void two_servers_do_not_write_in_one_folder() throws IOException {
    Spool spool = Spool.open(folder, 10);
    assertThatThrownBy(() -> Spool.open(folder, 10))
        .isInstanceOf(OverlappingFileLockException.class);
    spool.close();
    Spool.open(folder, 10).close();
  }

  @Test
  void what_cannot_be_written_is_kept_and_no_table_is_read_until_it_is() throws IOException {
    Path there = folder.resolve("spool");
    Spool spool = Spool.open(there, 1);
    SystemAccessControl control =
        QuotaControl.of(new UsedUp(folder.resolve("none")), () -> Optional.of(spool));
    spool.append("first\n", true);
    Path away = Files.move(there, folder.resolve("away"));
    spool.append("second\n", true);
    assertThatThrownBy(() -> control.checkCanSelectFromColumns(by("fay"), RIDES, Set.of()))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("nothing is read while it cannot be noted");
    Files.move(away, there);
    assertThatCode(() -> control.checkCanSelectFromColumns(by("fay"), RIDES, Set.of()))
        .doesNotThrowAnyException();
    assertThat(files(there))
        .containsExactly(
            "first\n",
            "second\n",
            "{\"event\":\"selected\",\"query\":\"q1\",\"catalog\":\"registered\","
                + "\"schema\":\"mobility\",\"table\":\"rides\"}\n");
    spool.close();
  }

  @Test
  void names_are_written_so_that_one_line_stays_one_line() {
    assertThat(JsonLine.of(Map.of("user", "a\n\"\\\u0000é\ud800", "n", List.of(1L, 2L))))
        .satisfiesAnyOf(
            line ->
                assertThat(line)
                    .isEqualTo("{\"user\":\"a\\u000a\\\"\\\\\\u0000é\\ud800\",\"n\":[1,2]}\n"),
            line ->
                assertThat(line)
                    .isEqualTo("{\"n\":[1,2],\"user\":\"a\\u000a\\\"\\\\\\u0000é\\ud800\"}\n"));
    assertThat(JsonLine.of(Map.of())).isEqualTo("{}\n");
  }

  private SystemAccessControl control(Path quotas) {
    return QuotaControl.of(new UsedUp(quotas), Optional::empty);
  }

  @Test
  void what_is_used_up_is_refused_with_the_balance_and_all_else_allowed() throws IOException {
    Path quotas = folder.resolve("quotas.properties");
    Files.writeString(
        quotas,
        """
        fay/registered.mobility.rides=2999-01-01T00\\:00\\:00Z quota of registered\\: 7 of 5 rows
        flo/registered.mobility.rides=2000-01-01T00\\:00\\:00Z the day is over
        """);
    SystemAccessControl control = control(quotas);
    for (CatalogSchemaTableName each : List.of(RIDES, table("rides$files"))) {
      assertThatThrownBy(() -> control.checkCanSelectFromColumns(by("fay"), each, Set.of("a")))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessage("Access Denied: quota of registered: 7 of 5 rows");
    }
    control.checkCanSelectFromColumns(by("fay"), table("rides2"), Set.of("a"));
    control.checkCanSelectFromColumns(by("flo"), RIDES, Set.of("a"));
    control.checkCanExecuteQuery(Identity.ofUser("fay"), new QueryId("q1"));
    assertThat(control.canAccessCatalog(by("fay"), "registered")).isTrue();
    assertThat(control.filterCatalogs(by("fay"), Set.of("a", "b"))).containsOnly("a", "b");
    assertThat(control.getRowFilters(by("fay"), RIDES)).isEmpty();
    assertThat(control.getColumnMasks(by("fay"), RIDES, List.of())).isEmpty();
    assertThat(control.getEventListeners()).isEmpty();
    assertThat(control.hashCode()).isEqualTo(control.hashCode());
    control.shutdown();
  }

  @Test
  void a_damaged_or_missing_file_leaves_what_was_read_before() throws IOException {
    Path quotas = folder.resolve("quotas.properties");
    String usedUp = "fay/registered.mobility.rides=2999-01-01T00\\:00\\:00Z used up\n";
    Files.writeString(quotas, usedUp);
    long[] now = {0};
    UsedUp read = new UsedUp(quotas, () -> now[0]);
    assertThat(read.find("fay", "registered", "mobility", "rides")).contains("used up");
    Files.writeString(quotas, "fay/registered.mobility.rides=tomorrow used\n");
    Files.setLastModifiedTime(quotas, FileTime.from(Instant.EPOCH));
    now[0] += 1_000_000_000;
    assertThat(read.find("fay", "registered", "mobility", "rides")).contains("used up");
    Files.delete(quotas);
    now[0] += 1_000_000_000;
    assertThat(read.find("fay", "registered", "mobility", "rides")).contains("used up");
    Files.writeString(quotas, "");
    // Within the second nobody looks.
    now[0] += 999_999_999;
    assertThat(read.find("fay", "registered", "mobility", "rides")).contains("used up");
    now[0] += 1;
    assertThat(read.find("fay", "registered", "mobility", "rides")).isEmpty();
  }
}
