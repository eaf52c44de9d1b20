package plaza.jobs.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.lake.Database;

/** Turns, leases and deaths of jobs, in a real database. */
class JobStoreTest {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration ENDED = Duration.ofSeconds(-1);
  private static final EnumSet<JobOrder.Step> ALL = EnumSet.allOf(JobOrder.Step.class);

  @TempDir static Path folder;

  private static Home home;
  private static Database database;
  private static HikariDataSource connections;
  private static JobStore store;

  @BeforeAll
  static void a_database() throws Exception {
    home = new Home(folder);
    database = new Postgres(home).catalogue();
    connections = Supply.connections(database);
    store = JobStore.open(connections);
  }

  @AfterAll
  static void it_ends() throws Exception {
    connections.close();
    new Postgres(home).stop();
  }

  @AfterEach
  void nothing_is_left() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE jobs.job, jobs.line, jobs.turn");
    }
  }

  private static JobOrder land(String feed) {
    return order(JobOrder.Step.LAND, feed, null);
  }

  private static JobOrder order(JobOrder.Step step, String subject, @Nullable Duration within) {
    return new JobOrder(
        step, subject, null, null, null, null, null, null, null, null, null, null, null, within);
  }

  private static void put(String id, JobOrder order, String city) throws SQLException {
    assertThat(store.put(id, order, city, 100).outcome()).isEqualTo(JobStore.Asked.Outcome.NEW);
  }

  private static List<String> claimed(int most, String owner) throws SQLException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      store.claim(ALL, owner, LEASE).ifPresent(job -> ids.add(job.id()));
    }
    return ids;
  }

  @Test
  void cities_take_turns_and_within_each_its_feeds() throws Exception {
    put("a1", land("bikes"), "big");
    put("a2", land("bikes"), "big");
    put("a3", land("air"), "big");
    put("b1", land("trams"), "small");
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String id = store.claim(ALL, "me", LEASE).orElseThrow().id();
      order.add(id);
      store.end(id, "me", Ending.skipped("nothing"));
    }
    // The big city's second job of bikes waits for the small city, and for its own air.
    assertThat(order).containsExactly("a1", "b1", "a3", "a2");
  }

  @Test
  void of_one_thing_only_one_job_of_a_step_is_under_way() throws Exception {
    put("one", land("bikes"), "big");
    put("two", land("bikes"), "big");
    put("other", order(JobOrder.Step.BUILD, "bikes", null), "big");
    assertThat(claimed(3, "me")).containsExactly("one", "other");
    store.end("one", "me", Ending.skipped("nothing"));
    assertThat(claimed(1, "me")).containsExactly("two");
  }

  @Test
  void many_at_once_claim_each_job_once() throws Exception {
    for (int i = 0; i < 20; i++) {
      put("job" + i, land("feed" + i), "");
    }
    List<Callable<List<String>>> claims = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String owner = "owner" + i;
      claims.add(() -> claimed(20, owner));
    }
    List<String> ids = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var each : threads.invokeAll(claims)) {
        ids.addAll(each.get());
      }
    }
    assertThat(ids).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void many_at_once_ask_for_a_job_and_find_the_last_place_once() throws Exception {
    List<Callable<JobStore.Asked.Outcome>> same = new ArrayList<>();
    List<Callable<JobStore.Asked.Outcome>> last = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String id = "other" + i;
      same.add(() -> store.put("same", land("bikes"), "", 1).outcome());
      last.add(() -> store.put(id, land("bikes"), "", 2).outcome());
    }
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<JobStore.Asked.Outcome> outcomes = new ArrayList<>();
      for (var each : threads.invokeAll(same)) {
        outcomes.add(each.get());
      }
      assertThat(outcomes).containsOnlyOnce(JobStore.Asked.Outcome.NEW);
      outcomes.clear();
      for (var each : threads.invokeAll(last)) {
        outcomes.add(each.get());
      }
      assertThat(outcomes).containsOnlyOnce(JobStore.Asked.Outcome.NEW);
      assertThat(outcomes).contains(JobStore.Asked.Outcome.FULL);
    }
  }

  @Test
  void whose_lease_has_ended_loses_the_job_and_can_say_nothing_of_it() throws Exception {
    put("job", land("bikes"), "");
    assertThat(store.claim(ALL, "lost", ENDED)).isPresent();
    assertThat(store.requeueLeft(null)).isEqualTo(1);
    assertThat(store.end("job", "lost", Ending.skipped("too late"))).isFalse();
    Job again = store.claim(ALL, "next", LEASE).orElseThrow();
    assertThat(again.runs()).isEqualTo(2);
    assertThat(store.requeueLeft(null)).isZero();
    assertThat(store.end("job", "next", Ending.skipped("done"))).isTrue();
  }

  @Test
  void what_an_owner_has_lost_sight_of_lapses_though_he_goes_on() throws Exception {
    put("seen", land("bikes"), "");
    put("lost", land("air"), "");
    assertThat(store.claim(ALL, "me", ENDED)).isPresent();
    assertThat(store.claim(ALL, "me", ENDED)).isPresent();
    store.renew("me", List.of("seen"), LEASE);
    assertThat(store.requeueLeft(null)).isEqualTo(1);
    assertThat(state("seen")).isEqualTo(JobState.RUNNING);
    assertThat(state("lost")).isEqualTo(JobState.QUEUED);
  }

  @Test
  void an_owner_that_is_known_to_be_gone_loses_them_at_once() throws Exception {
    put("kept", land("bikes"), "");
    put("left", land("air"), "");
    put("stopping", land("water"), "");
    assertThat(store.claim(ALL, "other#1", LEASE)).isPresent();
    claimed(2, "home#1");
    store.cancel("stopping");
    assertThat(store.requeueLeft("home#")).isEqualTo(1);
    assertThat(state("kept")).isEqualTo(JobState.RUNNING);
    assertThat(state("left")).isEqualTo(JobState.QUEUED);
    assertThat(state("stopping")).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void deaths_are_counted_and_forgotten_by_a_later_try() throws Exception {
    put("deadly", land("bikes"), "");
    for (int i = 1; i <= 2; i++) {
      claimed(1, "me");
      assertThat(store.requeueDead("deadly", "me", 3)).isEqualTo(i);
    }
    // It waits, and so is nobody's.
    assertThat(store.requeueDead("deadly", "me", 3)).isZero();
    claimed(1, "me");
    assertThat(store.requeueDead("deadly", "me", 3)).isEqualTo(3);
    assertThat(store.claim(ALL, "another", LEASE)).isEmpty();
    assertThat(store.end("deadly", "me", Ending.broken("three"))).isTrue();
    store.put("deadly", land("bikes").tried(2), "", 100);
    claimed(1, "me");
    assertThat(store.requeueDead("deadly", "me", 3)).isEqualTo(1);
  }

  @Test
  void a_job_that_runs_too_long_or_is_cancelled_is_due() throws Exception {
    put("long", order(JobOrder.Step.LAND, "bikes", Duration.ZERO), "");
    put("cancelled", land("air"), "");
    put("fine", land("water"), "");
    claimed(3, "me");
    store.cancel("cancelled");
    Map<String, Boolean> due = new java.util.TreeMap<>();
    store.due("me").forEach(each -> due.put(each.id(), each.isCancelled()));
    assertThat(due).isEqualTo(Map.of("cancelled", true, "long", false));
    assertThat(store.due("another")).isEmpty();
  }

  @Test
  void a_try_that_comes_while_a_job_is_being_cancelled_is_not_cancelled_with_it() throws Exception {
    put("cleared", land("bikes"), "");
    put("marked", land("air"), "");
    claimed(2, "me");
    store.cancel("cleared");
    store.cancel("marked");
    assertThat(store.put("cleared", land("bikes").tried(2), "", 100).outcome())
        .isEqualTo(JobStore.Asked.Outcome.KNOWN);
    store.end("cleared", "me", Ending.cancelled("cancelled"));
    store.end("marked", "me", Ending.cancelled("cancelled"));
    assertThat(state("cleared")).isEqualTo(JobState.QUEUED);
    assertThat(state("marked")).isEqualTo(JobState.CANCELLED);
    claimed(1, "me");
    store.cancel("cleared");
    store.end("cleared", "me", Ending.cancelled("cancelled"));
    assertThat(state("cleared")).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void lines_keep_their_numbers_and_what_was_read_does_not_go_back() throws Exception {
    put("job", land("bikes"), "");
    for (String text : List.of("one", "two", "three")) {
      store.say("job", Job.Level.INFO, text);
    }
    Job job = store.find("job", 1L).orElseThrow();
    assertThat(job.lines()).extracting(Job.Line::text).containsExactly("two", "three");
    assertThat(job.next()).isEqualTo(3);
    store.read("job", 2);
    store.read("job", 1);
    assertThat(store.find("job", null).orElseThrow().read()).isEqualTo(2);
    store.read("job", 1000);
    assertThat(store.find("job", null).orElseThrow().read()).isEqualTo(3);
  }

  @Test
  void what_ended_long_ago_is_forgotten_with_its_lines() throws Exception {
    put("old", land("bikes"), "");
    put("open", land("air"), "");
    store.say("old", Job.Level.INFO, "one");
    store.cancel("old");
    assertThat(store.forget(Duration.ofDays(1))).isZero();
    assertThat(store.forget(Duration.ofSeconds(-1))).isEqualTo(1);
    assertThat(store.find("old", 0L)).isEmpty();
    assertThat(store.find("open", 0L)).isPresent();
  }

  private static JobState state(String id) throws SQLException {
    return store.find(id, null).orElseThrow().state();
  }
}
