package plaza.jobs.service;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import plaza.jobs.stack.Home;
import plaza.jobs.worker.WarmWorker;
import plaza.jobs.worker.Worker;

/**
 * Has jobs carried out: landings and words on threads of this process, all else by the worker, one
 * of each step at a time. Looks whenever something becomes of a job, and every second.
 */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Set<JobOrder.Step> HERE =
      EnumSet.of(JobOrder.Step.LAND, JobOrder.Step.APPROVE);
  private static final int HERE_AT_ONCE = 4;
  private static final int ON_WORKER_AT_ONCE = 2;
  private static final int DEATHS = 3;
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration PACE = Duration.ofSeconds(1);
  // Whoever cancels is promised five seconds.
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final Home home;
  private final Declared declared;
  private final Supply supply;
  private final Jobs jobs;
  private final Metrics metrics;
  private final Lineage lineage;
  private final Collecting collecting;
  private final Landing landing;
  private final String owner;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  // Ends that the database has not been told yet.
  private final Map<String, Ending> untold = new ConcurrentHashMap<>();
  private final Set<String> overdue = ConcurrentHashMap.newKeySet();
  private volatile @Nullable WarmWorker worker;
  private volatile boolean isStopping;

  private record Running(Job job, long begun, @Nullable Account account, @Nullable Thread thread) {}

  /** Carries out jobs of a home under the name of an owner, which no other uses. */
  Dispatcher(
      Home home,
      Declared declared,
      Supply supply,
      Jobs jobs,
      Metrics metrics,
      Lineage lineage,
      String owner) {
    this.home = home;
    this.declared = declared;
    this.supply = supply;
    this.jobs = jobs;
    this.metrics = metrics;
    this.lineage = lineage;
    this.collecting = new Collecting(home);
    this.landing = new Landing(home, declared, collecting);
    this.owner = owner;
  }

  /** Carries out until it is stopped; what goes wrong on the way is tried again. */
  void run(@Nullable String gone) throws InterruptedException {
    boolean isFirst = true;
    while (!isStopping) {
      long before = jobs.seen();
      try {
        JobStore store = supply.store();
        if (isFirst) {
          int left = store.requeueLeft(gone);
          if (left > 0) {
            LOG.info("{} jobs were left under way; they are begun anew", left);
          }
          isFirst = false;
        }
        look(store);
      } catch (SQLException | IOException | RuntimeException e) {
        LOG.warn("could not look after jobs; the next look tries again: {}", e.toString());
        supply.doubt();
      }
      jobs.await(before, System.nanoTime() + PACE.toNanos());
    }
  }

  private void look(JobStore store) throws SQLException, IOException {
    for (Map.Entry<String, Ending> each : Map.copyOf(untold).entrySet()) {
      store.end(each.getKey(), owner, each.getValue());
      untold.remove(each.getKey());
      running.remove(each.getKey());
    }
    store.renew(owner, running.keySet(), LEASE);
    store.requeueLeft(null);
    for (JobStore.Due due : store.due(owner)) {
      stop(due);
    }
    WarmWorker present = worker;
    if (present != null && present.silence().compareTo(SILENCE) > 0) {
      LOG.warn("the worker has said nothing for {}; it is killed", SILENCE);
      present.kill();
    }
    claim(store);
    metrics.depth(store.depth());
  }

  private void claim(JobStore store) throws SQLException, IOException {
    while (count(true) < HERE_AT_ONCE) {
      Optional<Job> next = store.claim(HERE, owner, LEASE);
      if (next.isEmpty()) {
        break;
      }
      beginHere(next.get());
    }
    while (count(false) < ON_WORKER_AT_ONCE) {
      Set<JobOrder.Step> steps = EnumSet.complementOf(EnumSet.copyOf(HERE));
      running.values().forEach(each -> steps.remove(each.job().order().step()));
      Optional<Job> next = steps.isEmpty() ? Optional.empty() : store.claim(steps, owner, LEASE);
      if (next.isEmpty()) {
        break;
      }
      beginOnWorker(next.get());
    }
  }

  private long count(boolean isHere) {
    return running.values().stream()
        .filter(each -> HERE.contains(each.job().order().step()) == isHere)
        .count();
  }

  private void beginHere(Job job) {
    metrics.begun(job.order().step());
    lineage.began(job);
    Saying saying = saying(job.id());
    Thread thread =
        Thread.ofVirtual()
            .unstarted(() -> {
              Ending ending;
              try {
                ending =
                    job.order().step() == JobOrder.Step.LAND
                        ? landing.land(job.order(), findNewest(job.order()), saying)
                        : Approving.approve(job.order(), supply.database());
              } catch (InterruptedException e) {
                if (isStopping) {
                  return; // whoever follows begins it anew
                }
                ending = stopped(job.id(), "cancelled");
              } catch (SQLException | RuntimeException e) {
                LOG.error("a job broke: " + job.id(), e);
                ending = Ending.broken("broken: " + e);
              }
              end(job.id(), ending);
            });
    running.put(job.id(), new Running(job, System.nanoTime(), null, thread));
    jobs.changed();
    thread.start();
  }

  private @Nullable String findNewest(JobOrder order) throws SQLException {
    return supply
        .store()
        .findLast(order.step(), order.subject())
        .map(Job::result)
        .map(result -> (String) result.get(Landing.NEWEST))
        .orElse(null);
  }

  // Not while its worker is found to have ended: it would be put back, and begun by another too.
  private synchronized void beginOnWorker(Job job) throws IOException {
    metrics.begun(job.order().step());
    lineage.began(job);
    Account account = new Account(job.order(), saying(job.id()));
    running.put(job.id(), new Running(job, System.nanoTime(), account, null));
    jobs.changed();
    WarmWorker present = worker;
    if (present == null) {
      metrics.workerStarted();
      try {
        present = WarmWorker.start(home, this::take, this::died);
      } catch (IOException e) {
        // Its lease ends, and another look takes it up.
        running.remove(job.id());
        throw e;
      }
      worker = present;
    }
    present.begin(job.id(), order(job.order()));
  }

  private Worker.Order order(JobOrder order) {
    List<String> roots = declared.roots().stream().map(Object::toString).toList();
    List<String> datasets = order.dataset() == null ? List.of() : List.of(order.dataset());
    String root = home.root().toString();
    return switch (order.step()) {
      case BUILD -> new Worker.Order.Build(root, roots, datasets, false, true);
      case RELEASE ->
          new Worker.Order.Release(
              root,
              roots,
              datasets.getFirst(),
              List.of(),
              Objects.requireNonNull(order.asOf()).toString(),
              false);
      case MAINTAIN -> new Worker.Order.Maintain(root, roots, datasets, "P1D");
      case LAND, APPROVE -> throw new IllegalArgumentException(order.step().word());
    };
  }

  /** The worker tells something of a job. */
  private void take(String id, Worker.Event event) {
    Running known = running.get(id);
    if (known == null || known.account() == null) {
      return;
    }
    if (!event.kind().equals("ended")) {
      known.account().take(event);
    } else if (event.isCancelled()) {
      end(id, stopped(id, "cancelled; nothing of it was published"));
    } else {
      known.account().take(event);
      end(id, known.account().ending(event.number()));
    }
  }

  /** How a job ends that was stopped. */
  private Ending stopped(String id, String message) {
    Running known = running.get(id);
    return known != null && overdue.contains(id)
        ? Ending.broken("it ran longer than " + known.job().order().longest() + ", and was stopped")
        : Ending.cancelled(message);
  }

  /** The worker has ended: what it was at is begun anew by another, but not for ever. */
  private synchronized void died(int exit) {
    worker = null;
    if (isStopping) {
      return;
    }
    LOG.warn("the worker ended with exit code {}", exit);
    for (Map.Entry<String, Running> each : Map.copyOf(running).entrySet()) {
      if (each.getValue().account() != null && !untold.containsKey(each.getKey())) {
        try {
          left(each.getKey(), exit);
        } catch (SQLException e) {
          // Its lease ends, and so it is begun anew even so.
          LOG.warn("could not put back {}: {}", each.getKey(), e.getMessage());
        }
        // One whose end cannot be written yet is kept for that.
        if (!untold.containsKey(each.getKey())) {
          running.remove(each.getKey());
        }
      }
    }
    jobs.changed();
  }

  private void left(String id, int exit) throws SQLException {
    JobStore store = supply.store();
    int deaths = overdue.contains(id) ? 0 : store.requeueDead(id, owner, DEATHS);
    if (deaths == 0) {
      // It was being cancelled, or ran for too long.
      end(id, stopped(id, "cancelled; its worker was stopped"));
    } else if (deaths >= DEATHS) {
      end(
          id,
          new Ending(
              JobState.FAILED,
              TaskState.FAILED,
              "%d workers have died of it, the last with exit code %d; see ./plaza logs worker"
                  .formatted(deaths, exit),
              Map.of(),
              List.of()));
    } else {
      store.say(
          id,
          Job.Level.WARNING,
          "the worker ended with exit code %d; the job is begun anew".formatted(exit));
    }
  }

  private void stop(JobStore.Due due) throws SQLException {
    if (!due.isCancelled()) {
      overdue.add(due.id());
    }
    Running known = running.get(due.id());
    if (known == null) {
      // Claimed, and this process has lost it since.
      supply.store().end(due.id(), owner, Ending.cancelled("cancelled"));
      return;
    }
    if (known.thread() != null) {
      known.thread().interrupt();
      return;
    }
    WarmWorker present = worker;
    if (present == null) {
      return;
    }
    if (due.since().compareTo(GRACE) < 0) {
      present.cancel(due.id());
    } else {
      LOG.warn("{} does not stop; its worker is killed", due.id());
      present.kill();
    }
  }

  private void end(String id, Ending ending) {
    Running known = running.get(id);
    if (known == null) {
      return;
    }
    metrics.ended(
        known.job().order().step(),
        ending.state(),
        Duration.ofNanos(System.nanoTime() - known.begun()));
    lineage.ended(known.job(), ending);
    try {
      supply.store().end(id, owner, ending);
      running.remove(id);
      overdue.remove(id);
    } catch (SQLException e) {
      LOG.warn("the end of {} cannot be written yet: {}", id, e.getMessage());
      untold.put(id, ending);
    }
    jobs.changed();
  }

  private Saying saying(String id) {
    return new Saying() {
      @Override
      public void say(Job.Level level, String text) {
        try {
          supply.store().say(id, level, text);
          jobs.changed();
        } catch (SQLException e) {
          LOG.warn("of {} could not be kept: {}", id, text);
        }
      }

      @Override
      public void progress(String text) {
        try {
          supply.store().progress(id, text);
        } catch (SQLException e) {
          LOG.warn("of {} could not be kept: {}", id, text);
        }
      }
    };
  }

  /** Whether the worker is {@code up} or {@code starting}; {@code down} until it is needed. */
  String workerState() {
    WarmWorker present = worker;
    if (present == null) {
      return "down";
    }
    return present.isReady() ? "up" : "starting";
  }

  /**
   * Takes no more jobs, and ends the worker; what is under way is begun anew by whoever follows.
   */
  void stop() throws InterruptedException {
    isStopping = true;
    collecting.close();
    jobs.changed();
    WarmWorker present = worker;
    if (present != null) {
      present.close();
    }
    for (Running each : running.values()) {
      if (each.thread() != null) {
        each.thread().interrupt();
        each.thread().join(TimeUnit.SECONDS.toMillis(5));
      }
    }
  }
}
