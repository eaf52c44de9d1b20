package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.Tier;
import plaza.jobs.stack.Postgres;
import plaza.jobs.worker.Releasing;
import plaza.jobs.worker.WarmWorker;
import plaza.jobs.worker.Worker;
import plaza.lake.Build;

/** Real workers that stay, started from the built jar. */
class WarmWorkerIT {
  // Of a small table; a machine that does much else is slow.
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final Duration PROMPT = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = 50_000_000;
  private static final int ROWS = 4_000;
  private static final int GOOD = 3_999;

  @TempDir static Path folder;

  private static Readings readings;
  private static String one;
  private static String two;
  private static String large;

  /** For those tests that leave it running. */
  private static Started shared;

  /** A worker, and what is heard of it. */
  private static final class Started implements AutoCloseable {
    private final BlockingQueue<Worker.Event> events = new LinkedBlockingQueue<>();
    private final List<Worker.Event> heard = new ArrayList<>();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final WarmWorker worker;

    Started() throws IOException {
      worker = WarmWorker.start(readings.home, (job, event) -> events.add(event), end::complete);
    }

    void begin(String job, String... tables) {
      worker.begin(job, readings.order(tables));
    }

    Worker.Event await(String job, String kind) throws InterruptedException {
      return await(job, kind, LONG);
    }

    Worker.Event await(String job, String kind, Duration limit) throws InterruptedException {
      Optional<Worker.Event> before = heard.stream().filter(e -> is(e, job, kind)).findFirst();
      if (before.isPresent()) {
        return before.get();
      }
      long deadline = System.nanoTime() + limit.toNanos();
      while (true) {
        Worker.Event event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        assertThat(event).as("no %s of %s; heard %s", kind, job, heard).isNotNull();
        heard.add(event);
        if (is(event, job, kind)) {
          return event;
        }
      }
    }

    private static boolean is(Worker.Event event, String job, String kind) {
      return job.equals(event.job()) && kind.equals(event.kind());
    }

    List<Worker.Event> heard(String kind) {
      return heard.stream().filter(e -> kind.equals(e.kind())).toList();
    }

    List<String> kinds(String job) {
      return heard.stream().filter(e -> job.equals(e.job())).map(Worker.Event::kind).toList();
    }

    /** Until it is in the middle of its work: the engine has reckoned for two seconds since. */
    void awaitReckoning() {
      Duration start = reckoned();
      while (reckoned().minus(start).compareTo(Duration.ofSeconds(2)) < 0) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }

    private Duration reckoned() {
      return ProcessHandle.of(worker.pid()).orElseThrow().info().totalCpuDuration().orElseThrow();
    }

    int exit() throws Exception {
      return end.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      worker.close();
    }
  }

  @BeforeAll
  static void land_readings() throws Exception {
    readings = new Readings(folder);
    one = readings.table("one", ROWS, 1);
    two = readings.table("two", ROWS, 1);
    large = readings.table("large", 400_000, 2);
    shared = new Started();
  }

  @AfterAll
  static void stop() throws Exception {
    shared.close();
    assertThat(shared.exit()).as("it had nothing to do").isZero();
    new Postgres(readings.home).stop();
  }

  @Test
  void jobs_are_done_one_after_the_other_in_one_process_and_what_is_up_to_date_is_left_alone()
      throws Exception {
    shared.begin("first", one);
    assertThat(shared.await("first", "ended").number()).isZero();
    assertThat(shared.kinds("first"))
        .containsExactly("ready", "building", "built", "published", "ended");
    assertThat(readings.rows(one)).hasSize(GOOD);

    shared.begin("second", one);
    assertThat(shared.await("second", "skipped").text()).isEqualTo("up to date");
    Worker.Event ended = shared.await("second", "ended");
    assertThat(ended.number()).isZero();
    assertThat(ended.isCancelled()).isFalse();
    assertThat(shared.worker.isReady()).isTrue();
    assertThat(shared.end).isNotDone();
  }

  @Test
  void of_two_jobs_that_want_the_same_table_at_once_one_builds_it() throws Exception {
    String both = readings.table("both", ROWS, 1);
    shared.begin("one of two", both);
    shared.begin("other of two", both);
    assertThat(shared.await("one of two", "ended").number()).isZero();
    assertThat(shared.await("other of two", "ended").number()).isZero();
    assertThat(shared.heard("built")).filteredOn(e -> both.equals(e.dataset())).hasSize(1);
    assertThat(shared.heard("skipped"))
        .filteredOn(e -> both.equals(e.dataset()))
        .singleElement()
        .extracting(Worker.Event::text)
        .isEqualTo("up to date");
    assertThat(readings.rows(both)).hasSize(GOOD);
  }

  @Test
  void a_job_that_is_cancelled_in_the_middle_publishes_nothing_and_the_next_one_is_done()
      throws Exception {
    shared.begin("cancelled", large);
    shared.await("cancelled", "building");
    shared.awaitReckoning();
    shared.worker.cancel("cancelled");
    assertThat(shared.await("cancelled", "ended", PROMPT).isCancelled()).isTrue();
    assertThat(shared.kinds("cancelled")).doesNotContain("built", "failed", "published");
    assertThat(readings.rows(large)).isEmpty();

    shared.begin("next", two);
    assertThat(shared.await("next", "ended").number()).isZero();
    assertThat(readings.rows(two)).hasSize(GOOD);
  }

  @Test
  void a_job_that_waits_for_its_turn_is_cancelled_too() throws Exception {
    try (Build build = Build.begin(readings.database, "elsewhere", () -> {})) {
      shared.begin("waits", large);
      shared.await("waits", "waiting");
      shared.worker.cancel("waits");
      assertThat(shared.await("waits", "ended", PROMPT).isCancelled()).isTrue();
      assertThat(build.id()).isEqualTo("elsewhere");
    }
    assertThat(readings.rows(large)).isEmpty();
  }

  @Test
  void a_release_that_is_cancelled_leaves_nothing_and_the_next_one_is_whole() throws Exception {
    String released = readings.table("released", 40_000, 1);
    shared.begin("build", released);
    assertThat(shared.await("build", "ended").number()).isZero();

    shared.worker.begin("stopped", readings.release(released));
    shared.await("stopped", "releasing");
    shared.worker.cancel("stopped");
    assertThat(shared.await("stopped", "ended", PROMPT).isCancelled()).isTrue();
    assertThat(shared.kinds("stopped")).doesNotContain("released");
    for (Path of : List.of(folderOf("tiers", released), folderOf("releases", released))) {
      try (Stream<Path> left = Files.walk(of)) {
        assertThat(left).noneMatch(Files::isRegularFile);
      } catch (NoSuchFileException e) {
        assertThat(of).as("it did not come so far").doesNotExist();
      }
    }

    shared.worker.begin("whole", readings.release(released));
    Releasing.Report report = shared.await("whole", "released").report();
    assertThat(report).isNotNull();
    assertThat(report.why() + " " + report.state()).contains("WAITING");
    assertThat(shared.await("whole", "ended").number()).isZero();
  }

  private static Path folderOf(String kind, String table) {
    String under = kind + "/" + Tier.GOVERNMENT.id() + "/" + table.replace('.', '/');
    return readings.home.root().resolve(under);
  }

  @Test
  void a_job_that_waits_for_the_engine_is_cancelled_and_without_input_it_ends_whatever_it_is_at()
      throws Exception {
    Started started = new Started();
    long start;
    try (started) {
      started.begin("too early", large);
      started.worker.cancel("too early");
      assertThat(started.await("too early", "ended").isCancelled()).isTrue();
      assertThat(started.kinds("too early")).containsExactly("ended");

      started.begin("lost", large);
      started.await("lost", "building");
      start = System.nanoTime();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
    assertThat(started.exit()).isEqualTo(3);
    assertThat(readings.rows(large)).isEmpty();
  }

  @Test
  void when_it_is_killed_another_comes_to_the_same_table() throws Exception {
    String calm = readings.table("calm", ROWS, 2);
    String killed = readings.table("killed", ROWS, 2);
    try (Started started = new Started()) {
      started.begin("order", killed);
      started.await("order", "building");
      started.worker.kill();
      assertThat(started.exit()).isEqualTo(137);
    }
    assertThat(readings.rows(killed)).isEmpty();

    shared.begin("order", killed);
    shared.begin("undisturbed", calm);
    assertThat(shared.await("order", "ended").number()).isZero();
    assertThat(shared.await("undisturbed", "ended").number()).isZero();
    assertThat(readings.rows(killed)).hasSize(2 * GOOD).isEqualTo(readings.rows(calm));
  }

  @Test
  void an_order_that_cannot_be_carried_out_says_why() throws Exception {
    shared.worker.begin("of none", readings.release("environment.none"));
    Worker.Event ended = shared.await("of none", "ended");
    assertThat(ended.number()).isEqualTo(3);
    assertThat(ended.text()).contains("declared no longer", "plaza check environment.none");
    shared.begin("none", "environment.none");
    assertThat(shared.await("none", "skipped").text()).contains("declared no longer");
    assertThat(shared.await("none", "ended").number()).isZero();
  }

  @Test
  void it_says_every_few_seconds_that_it_is_alive() {
    Duration before = shared.worker.silence();
    for (Duration now = before; now.compareTo(before) >= 0; now = shared.worker.silence()) {
      before = now;
      assertThat(now).isLessThan(Duration.ofSeconds(30));
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
