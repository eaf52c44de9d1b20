package plaza.jobs.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.access.Access;
import plaza.jobs.access.Agreement;
import plaza.jobs.access.Agreements;
import plaza.jobs.access.Group;
import plaza.jobs.access.Offered;
import plaza.jobs.access.Organisation;
import plaza.jobs.access.People;
import plaza.jobs.access.Target;
import plaza.jobs.access.Term;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.MeteringFiles;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;
import plaza.release.Verification;

/** The log in a real PostgreSQL: what is noted once is in it once, and nobody changes it unseen. */
class MeterTest {
  private static final DatasetName RIDES = DatasetName.parse("mobility.rides");
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final ZoneId TAIPEI = ZoneId.of("Asia/Taipei");
  private static final Offered.Line LINE = new Offered.Line(Path.of("contract.yaml"), 1);
  private static final Terms TERMS =
      new Terms(
          Map.of(
              RIDES,
              new Offered(
                  RIDES,
                  new TreeMap<>(
                      Map.of(
                          Tier.OPEN, LINE,
                          Tier.REGISTERED, LINE,
                          Tier.SUBSCRIBER, LINE,
                          Tier.GOVERNMENT, LINE)))),
          Map.of(
              RIDES,
              new Terms.Quotas(
                  TAIPEI,
                  Map.of(
                      Tier.REGISTERED, Map.of("rows_per_day", 100L, "queries_per_day", 5L),
                      Tier.SUBSCRIBER, Map.of("rows_per_day", 10_000L, "queries_per_day", 9L)))));

  // Of a process that is over: numbers go up to 2^22 at most.
  private static final String DEAD = "20260501T120000000Z-99999999-00000";

  @TempDir static Path folder;

  private static Home home;
  private static Database database;
  private static Meter meter;

  @BeforeAll
  static void some_people_are_there() throws Exception {
    home = new Home(folder);
    database = new Postgres(home).catalogue();
    Access access = Access.open(database);
    People people = new People(access);
    Instant before = NOON.minusSeconds(3600);
    people.add(new Organisation("city", "The City", Organisation.Kind.AGENCY), "test", before);
    people.add(new Organisation("acme", "Acme", Organisation.Kind.FIRM), "test", before);
    people.addPerson("fay", "acme", null, "test", before);
    people.addPerson("flo", "acme", null, "test", before);
    people.addPerson("sol", "city", null, "test", before);
    people.join("sol", Group.STEWARDS, "test", before);
    Agreement agreed =
        new Agreements(access)
            .agree(
                new Agreements.Proposal(
                    Agreement.Form.G2B,
                    "city",
                    "acme",
                    Target.parse("mobility.rides"),
                    Tier.SUBSCRIBER,
                    Term.of(LocalDate.parse("2026-04-01"), LocalDate.parse("2026-06-30"), TAIPEI),
                    "a map",
                    Map.of("rows_per_day", 1000L),
                    List.of()),
                TERMS.offered(),
                "test",
                before);
    assertThat(agreed.id()).isEqualTo(1);
    meter = Meter.open(home, database);
  }

  @AfterAll
  static void stop() throws Exception {
    new Postgres(new Home(folder)).stop();
  }

  @BeforeEach
  void nothing_is_logged() throws Exception {
    sql("DROP SCHEMA IF EXISTS metering CASCADE");
    for (Path each : List.of(MeteringFiles.heads(home), MeteringFiles.spool(home))) {
      try (Stream<Path> files = Files.list(each)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
    meter = Meter.open(home, database);
  }

  private static void sql(String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private static String created(String query, String user) {
    return """
    {"event":"created","query":"%s","user":"%s","at":"2026-05-01T11:59:59Z"}
    """
        .formatted(query, user);
  }

  private static String completed(String query, String user, String catalog, long rows) {
    return """
    {"event":"completed","query":"%s","user":"%s","at":"2026-05-01T12:00:00Z","state":"FINISHED",\
    "output_rows":1,"output_bytes":9,"tables":[{"catalog":"%s","schema":"mobility",\
    "table":"rides","snapshot":7,"rows":%d,"bytes":%d}]}
    """
        .formatted(query, user, catalog, rows, rows * 10);
  }

  private static void spool(String file, String... lines) throws Exception {
    Files.writeString(
        MeteringFiles.spool(home).resolve(file + ".jsonl"),
        String.join("", lines),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static void read(String query, String user, String catalog, long rows) throws Exception {
    spool(DEAD + "0", created(query, user), completed(query, user, catalog, rows));
    meter.drain(TERMS, NOON);
  }

  private static List<String> used() throws SQLException {
    return meter.used(NOON.minusSeconds(60), NOON.plusSeconds(60)).stream()
        .map(sum ->
            "%s %s %s by %s: %d, %d rows, %d bytes, %d unknown"
                .formatted(
                    sum.user(),
                    sum.organisation(),
                    sum.tier() + "." + sum.dataset(),
                    sum.by(),
                    sum.uses(),
                    sum.rows(),
                    sum.bytes(),
                    sum.unknown()))
        .toList();
  }

  private static List<String> spooled() throws Exception {
    try (Stream<Path> files = Files.list(MeteringFiles.spool(home))) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void what_was_noted_is_logged_with_who_what_and_by_which_right() throws Exception {
    read("q1", "fay", "subscriber", 30);
    read("q2", "flo", "registered", 4);
    read("q3", "sol", "plaza", 5);
    read("q4", "anna", "open", 6);
    read("q5", "anna", "subscriber", 7);
    read("q6", "anna", "system", 8);
    assertThat(used())
        .containsExactly(
            "anna  open.mobility.rides by open: 1, 6 rows, 60 bytes, 0 unknown",
            "anna  subscriber.mobility.rides by nothing: 1, 7 rows, 70 bytes, 0 unknown",
            "fay acme subscriber.mobility.rides by agreement 1: 1, 30 rows, 300 bytes, 0 unknown",
            "flo acme registered.mobility.rides by registered: 1, 4 rows, 40 bytes, 0 unknown",
            "sol city plaza.mobility.rides by group stewards: 1, 5 rows, 50 bytes, 0 unknown");
    assertThat(spooled()).isEmpty();
  }

  @Test
  void a_name_that_nobody_can_store_holds_up_nothing() throws Exception {
    read("q1", "a\\u0000b" + "x".repeat(5000), "open", 1);
    read("q2", "\\ud800", "open", 2);
    assertThat(meter.used(NOON.minusSeconds(60), NOON.plusSeconds(60)))
        .extracting(Sum::user)
        .containsExactlyInAnyOrder("a\ufffdb" + "x".repeat(197), "\ufffd");
  }

  @Test
  void it_is_recorded_once_however_often_and_by_how_many_it_is_told() throws Exception {
    String[] lines =
        java.util.stream.IntStream.range(0, 50)
            .mapToObj(i -> created("q" + i, "fay") + completed("q" + i, "fay", "subscriber", 2))
            .toArray(String[]::new);
    spool(DEAD + "0", lines);
    try (var threads = Executors.newFixedThreadPool(6)) {
      List<Callable<Integer>> same =
          Collections.nCopies(6, () -> Meter.open(home, database).drain(TERMS, NOON));
      int added = 0;
      for (Future<Integer> each : threads.invokeAll(same)) {
        added += each.get();
      }
      assertThat(added).isEqualTo(50);
    }
    // The one who took it over died before the file was gone.
    spool(DEAD + "0", lines);
    assertThat(meter.drain(TERMS, NOON)).isZero();
    assertThat(used())
        .containsExactly(
            "fay acme subscriber.mobility.rides by agreement 1: 50, 100 rows, 1000 bytes, 0 unknown");
    assertThat(meter.audit().breaks()).isEmpty();
  }

  @Test
  void what_a_killed_server_did_not_end_is_logged_as_of_unknown_size() throws Exception {
    spool(
        DEAD + "0",
        created("q1", "fay"),
        "{\"event\":\"selected\",\"query\":\"q1\",\"catalog\":\"subscriber\","
            + "\"schema\":\"mobility\",\"table\":\"rides\"}\n",
        created("q2", "fay"),
        completed("q2", "fay", "subscriber", 3),
        created("q3", "flo"),
        // Torn: the line that should have ended q3.
        completed("q3", "flo", "registered", 9).substring(0, 60));
    assertThat(meter.drain(TERMS, NOON)).isEqualTo(3);
    assertThat(used())
        .containsExactly(
            "fay acme subscriber.mobility.rides by agreement 1: 2, 3 rows, 30 bytes, 1 unknown",
            "flo acme . by nothing: 1, 0 rows, 0 bytes, 1 unknown");
  }

  @Test
  void of_a_server_that_runs_only_files_stay_whose_queries_do() throws Exception {
    String alive = MeterTest.alive();
    spool(alive + "0", created("q1", "fay"), created("q2", "fay"));
    spool(alive + "1", completed("q1", "fay", "subscriber", 1));
    spool(alive + "2", created("q3", "fay"));
    assertThat(meter.drain(TERMS, NOON)).isEqualTo(1);
    // q2 still runs; and were the end of q1 gone before its beginning, it would seem never to end.
    assertThat(spooled()).containsExactly(alive + "0.jsonl", alive + "1.jsonl", alive + "2.jsonl");
    spool(alive + "2", completed("q2", "fay", "subscriber", 1));
    assertThat(meter.drain(TERMS, NOON)).isEqualTo(1);
    assertThat(spooled()).containsExactly(alive + "2.jsonl");
  }

  private static String alive() {
    return java.time.format.DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'")
            .withZone(java.time.ZoneOffset.UTC)
            .format(Instant.now())
        + "-"
        + ProcessHandle.current().pid()
        + "-00000";
  }

  @Test
  void a_number_that_went_to_another_program_is_no_server() throws Exception {
    spool("20200101T000000000Z-" + ProcessHandle.current().pid() + "-000000", created("q1", "fay"));
    assertThat(meter.drain(TERMS, NOON)).isEqualTo(1);
    assertThat(spooled()).isEmpty();
  }

  @Test
  void the_log_is_only_added_to() throws Exception {
    read("q1", "fay", "subscriber", 1);
    for (String each :
        List.of(
            "UPDATE metering.entry SET body = '{}'",
            "DELETE FROM metering.entry",
            "TRUNCATE metering.entry")) {
      assertThatThrownBy(() -> sql(each)).hasMessageContaining("the log is only added to");
    }
  }

  static List<Arguments> changes() {
    return List.of(
        Arguments.of(
            "an entry is changed",
            "UPDATE metering.entry SET body = replace(body, '\"rows\":3', '\"rows\":1') WHERE number = 3",
            "entry 3: found a body of another hash"),
        Arguments.of(
            "an entry is changed, and its hash with it",
            "UPDATE metering.entry SET body = replace(body, '\"rows\":3', '\"rows\":1'), "
                + hashed("number", "previous", "replace(body, '\"rows\":3', '\"rows\":1')")
                + " WHERE number = 3",
            "entry 4: found that it follows"),
        Arguments.of(
            "one in the middle is taken out",
            "DELETE FROM metering.entry WHERE number = 3",
            "entry 3: found entry 4 in its place"),
        Arguments.of(
            "one in the middle is taken out, and the others moved up",
            "DELETE FROM metering.entry WHERE number = 3;"
                + " UPDATE metering.entry SET number = number - 1 WHERE number > 3",
            "entry 3: found that it follows"),
        Arguments.of(
            "the last is taken out",
            "DELETE FROM metering.entry WHERE number = 5",
            "entry 5: found"),
        Arguments.of(
            "all are taken out",
            "DELETE FROM metering.entry",
            "entry 5: found none, expected the one that was"),
        Arguments.of(
            "two are swapped",
            "UPDATE metering.entry SET number = -1 WHERE number = 2;"
                + " UPDATE metering.entry SET number = 2 WHERE number = 3;"
                + " UPDATE metering.entry SET number = 3 WHERE number = -1",
            "entry 2: found that it follows"),
        Arguments.of(
            "one is put in",
            "UPDATE metering.entry SET number = number + 10 WHERE number > 2;"
                + " UPDATE metering.entry SET number = number - 9 WHERE number > 10;"
                + " INSERT INTO metering.entry SELECT 3, hash, '{\"event\":\"forged\"}', hash"
                + " FROM metering.entry WHERE number = 2",
            "entry 3: found a body of another hash"),
        Arguments.of(
            "one is added that fits",
            "INSERT INTO metering.entry SELECT 6, hash, '{\"event\":\"forged\"}', "
                + sum("6", "hash", "'{\"event\":\"forged\"}'")
                + " FROM metering.entry WHERE number = 5",
            "entry 6: found an entry that nobody signed"),
        Arguments.of(
            "the last is changed, and its hash with it",
            "UPDATE metering.entry SET body = replace(body, '\"rows\":5', '\"rows\":1'), "
                + hashed("number", "previous", "replace(body, '\"rows\":5', '\"rows\":1')")
                + " WHERE number = 5",
            "entry 5: found"));
  }

  private static String hashed(String number, String previous, String body) {
    return "hash = " + sum(number, previous, body);
  }

  private static String sum(String number, String previous, String body) {
    return "encode(sha256(convert_to(%s || E'\\n' || %s || E'\\n' || %s, 'UTF8')), 'hex')"
        .formatted(number, previous, body);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void whatever_is_done_to_the_log_is_found(String what, String change, String found)
      throws Exception {
    for (int i = 1; i <= 5; i++) {
      spool(DEAD + "0", completed("q" + i, "fay", "subscriber", i));
    }
    meter.drain(TERMS, NOON);
    assertThat(meter.audit().breaks()).isEmpty();
    assertThat(meter.audit().entries()).isEqualTo(5);
    // As one who owns the database would.
    sql(
        "ALTER TABLE metering.entry DISABLE TRIGGER ALL",
        change,
        "ALTER TABLE metering.entry ENABLE TRIGGER ALL");
    assertThat(meter.audit().breaks().getFirst()).as(what).startsWith(found);
    // More use is logged, and does not make it good.
    read("q6", "fay", "subscriber", 6);
    assertThat(meter.audit().breaks().getFirst()).as(what).startsWith(found);
  }

  @Test
  void a_log_that_was_written_anew_is_not_the_one_that_was_signed() throws Exception {
    read("q1", "fay", "subscriber", 1);
    sql("DROP SCHEMA metering CASCADE");
    meter = Meter.open(home, database);
    read("q1", "fay", "subscriber", 2);
    assertThat(meter.audit().breaks().getFirst()).startsWith("entry 1: found ");
  }

  @Test
  void a_head_that_was_changed_or_taken_away_is_missed() throws Exception {
    read("q1", "fay", "subscriber", 1);
    Path head = MeteringFiles.heads(home).resolve("2026-05-01.json");
    String text = Files.readString(head);
    Files.writeString(head, text.replace("\"number\":1", "\"number\":0"));
    assertThat(meter.audit().breaks())
        .containsExactly("head 2026-05-01.json: found no head that is signed");
    Files.delete(head);
    read("q2", "fay", "subscriber", 1);
    assertThat(meter.audit().breaks())
        .containsExactly("found no signed head, expected one of entry 2");
  }

  @Test
  void who_dies_behind_the_commit_leaves_a_log_that_is_whole() throws Exception {
    read("q1", "fay", "subscriber", 1);
    Path heads = MeteringFiles.heads(home);
    byte[] before = Files.readAllBytes(heads.resolve("2026-05-01.json"));
    read("q2", "fay", "subscriber", 1);
    Files.move(heads.resolve("2026-05-01.json"), heads.resolve("next.json"));
    Files.write(heads.resolve("2026-05-01.json"), before);
    assertThat(meter.audit().breaks()).isEmpty();
    meter.drain(TERMS, NOON);
    assertThat(heads.resolve("next.json")).doesNotExist();
    assertThat(meter.audit().signed()).isEqualTo(2);
  }

  @Test
  void an_organisation_uses_up_what_it_agreed_and_others_are_told_the_balance() throws Exception {
    read("q1", "fay", "subscriber", 799);
    assertThat(Meter.warnings(home, "fay", NOON)).isEmpty();
    read("q2", "flo", "subscriber", 1);
    String head = "quota of agreement 1: ";
    String tail =
        " of mobility.rides used on 2026-05-01 (Asia/Taipei);"
            + " the next day begins at 2026-05-02T00:00+08:00";
    assertThat(Meter.warnings(home, "fay", NOON))
        .containsExactly(head + "800 of 1,000 rows" + tail);
    assertThat(Files.readString(MeteringFiles.quotas(home))).isEmpty();
    read("q3", "fay", "subscriber", 201);
    // The other one of Acme too, until Taipei's day is over; the registered tier is another quota.
    assertThat(Files.readAllLines(MeteringFiles.quotas(home)))
        .containsExactly(
            "fay/subscriber.mobility.rides=2026-05-01T16\\:00\\:00Z "
                + head.replace(":", "\\:")
                + "1,001 of 1,000 rows"
                + tail.replace(":", "\\:"),
            "flo/subscriber.mobility.rides=2026-05-01T16\\:00\\:00Z "
                + head.replace(":", "\\:")
                + "1,001 of 1,000 rows"
                + tail.replace(":", "\\:"));
    // Another day has begun there.
    meter.drain(TERMS, Instant.parse("2026-05-01T16:00:00Z"));
    assertThat(Files.readString(MeteringFiles.quotas(home))).isEmpty();
  }

  @Test
  void of_a_tier_each_user_has_a_quota_of_queries_and_rows() throws Exception {
    for (int i = 1; i <= 4; i++) {
      read("q" + i, "fay", "registered", 1);
    }
    assertThat(meter.balances(TERMS, NOON))
        .filteredOn(each -> each.holder().equals("fay"))
        .extracting(each -> each.limit() + " " + each.used() + " left " + each.left())
        .containsExactly("queries_per_day 4 left 1", "rows_per_day 4 left 96");
    read("q5", "fay", "registered", 1);
    assertThat(Files.readString(MeteringFiles.quotas(home)))
        .contains("fay/registered.mobility.rides=", "5 of 5 queries")
        .doesNotContain("flo/");
  }

  @Test
  void what_is_taken_as_files_counts_and_is_refused_before() throws Exception {
    meter.take(TERMS, "fay", RIDES, "1.0.0", Tier.SUBSCRIBER, 600, 6000, NOON);
    assertThatThrownBy(
            () -> meter.take(TERMS, "flo", RIDES, "1.0.0", Tier.SUBSCRIBER, 600, 6000, NOON))
        .isInstanceOf(QuotaUsedUp.class)
        .hasMessage(
            "quota of agreement 1: 600 of 1,000 rows of mobility.rides used on 2026-05-01"
                + " (Asia/Taipei); the next day begins at 2026-05-02T00:00+08:00;"
                + " this would be 600 more");
    meter.take(TERMS, "flo", RIDES, "1.0.0", Tier.SUBSCRIBER, 400, 6000, NOON);
    assertThat(Files.readString(MeteringFiles.quotas(home))).contains("1,000 of 1,000 rows");
    assertThat(meter.audit().entries()).isEqualTo(2);
  }

  @Test
  void a_day_begins_on_the_clock_of_the_agreement() throws Exception {
    Instant midnight = Instant.parse("2026-05-01T16:00:00Z");
    meter.take(TERMS, "fay", RIDES, "1.0.0", Tier.SUBSCRIBER, 600, 1, midnight.minusMillis(1));
    meter.take(TERMS, "fay", RIDES, "1.0.0", Tier.SUBSCRIBER, 500, 1, midnight);
    assertThatThrownBy(
            () -> meter.take(TERMS, "fay", RIDES, "1.0.0", Tier.SUBSCRIBER, 501, 1, midnight))
        .hasMessage(
            "quota of agreement 1: 500 of 1,000 rows of mobility.rides used on 2026-05-02"
                + " (Asia/Taipei); the next day begins at 2026-05-03T00:00+08:00;"
                + " this would be 501 more");
  }

  @Test
  void of_what_is_left_several_at_once_take_no_more_than_there_is() throws Exception {
    try (var threads = Executors.newFixedThreadPool(6)) {
      List<Callable<Boolean>> same =
          Collections.nCopies(
              6,
              () -> {
                try {
                  Meter.open(home, database)
                      .take(TERMS, "fay", RIDES, "1.0.0", Tier.SUBSCRIBER, 300, 1, NOON);
                  return true;
                } catch (QuotaUsedUp e) {
                  return false;
                }
              });
      List<Boolean> taken = new ArrayList<>();
      for (Future<Boolean> each : threads.invokeAll(same)) {
        taken.add(each.get());
      }
      assertThat(taken).filteredOn(is -> is).hasSize(3);
    }
  }

  @Test
  void internal_use_is_against_no_quota() throws Exception {
    read("q1", "sol", "plaza", 1_000_000);
    assertThat(meter.balances(TERMS, NOON)).filteredOn(each -> each.used() > 0).isEmpty();
  }

  @Test
  void receipts_are_checked_offline_and_no_letter_of_them_can_be_changed() throws Exception {
    read("q1", "fay", "subscriber", 12);
    read("q2", "flo", "subscriber", 5);
    meter.take(TERMS, "fay", RIDES, "1.0.0", Tier.SUBSCRIBER, 30, 300, NOON);
    String receipts = meter.receipts("fay", NOON.minusSeconds(60), NOON.plusSeconds(60), NOON);
    Path file = folder.resolve("receipts.json");
    Files.writeString(file, receipts);
    List<Verification.Line> lines = Receipts.verify(file, null);
    assertThat(lines).allMatch(Verification.Line::isGood);
    assertThat(lines)
        .extracting(line -> line.what() + ": " + line.seen())
        .containsExactly(
            "signature: by the key in the file",
            "entry 1: 2026-05-01T12:00:00.000Z sql of mobility.rides , 12 rows",
            "entry 3: 2026-05-01T12:00:00.000Z get of mobility.rides 1.0.0, 30 rows",
            "sum: 2 uses, 42 rows");
    for (String change : List.of("\"rows\" : 12", "\"rows\" : 42", "\"number\" : 3", "\"fay\"")) {
      assertThat(receipts).contains(change);
      Files.writeString(
          file,
          receipts.replace(
              change, change.contains("fay") ? "\"flo\"" : change.replaceFirst("\\d+", "9")));
      assertThat(Receipts.verify(file, null)).as(change).anyMatch(line -> !line.isGood());
    }
    // Signed anew by somebody else: good by its own key, and not by the one that is known.
    Files.writeString(file, receipts);
    assertThat(Receipts.verify(file, key(receipts))).allMatch(Verification.Line::isGood);
    String other = plaza.release.Signer.of(plaza.release.Signer.generate()).pem();
    assertThat(Receipts.verify(file, other).getFirst().isGood()).isFalse();
    Files.write(file, "{".getBytes(StandardCharsets.UTF_8));
    assertThat(Receipts.verify(file, null)).noneMatch(Verification.Line::isGood);
  }

  @Test
  void a_signed_receipt_of_what_is_not_in_the_log_is_not_good() throws Exception {
    String body = "{\"at\":\"2026-05-01T12:00:00.000Z\",\"rows\":%d}";
    String hash = Entry.of(1, Entry.NONE, body.formatted(12)).hash();
    Entry forged = new Entry(1, Entry.NONE, body.formatted(11), hash);
    Path file = folder.resolve("forged.json");
    var signer = plaza.release.Signer.of(plaza.release.Signer.generate());
    Files.writeString(file, Receipts.write("fay", NOON, NOON, NOON, List.of(forged), signer));
    assertThat(Receipts.verify(file, null))
        .filteredOn(line -> !line.isGood())
        .extracting(Verification.Line::what)
        .containsExactly("entry 1");
  }

  private static String key(String receipts) throws Exception {
    return CanonicalJson.read(receipts).get("key").asText();
  }
}
