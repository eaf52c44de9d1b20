package plaza.jobs.service;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Jobs as they are asked for and told; whoever waits for one is woken when it goes on. */
final class Jobs {
  private final Supply supply;
  private final Declared declared;
  private final InstantSource clock;
  private final int room;
  // Not synchronized: many wait, each on a virtual thread.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long changes;

  /**
   * Jobs that are held against what is declared.
   *
   * @param room how many may be queued
   */
  Jobs(Supply supply, Declared declared, InstantSource clock, int room) {
    this.supply = supply;
    this.declared = declared;
    this.clock = clock;
    this.room = room;
  }

  /** A job that was asked for. */
  record Put(Job job, boolean isNew) {}

  Put put(String id, JobOrder order) throws SQLException {
    JobStore store = supply.store();
    // Known ones first: that a dataset is not declared any more does not end its job.
    String city = store.find(id, null).isEmpty() ? declared.city(order, clock.instant()) : "";
    JobStore.Asked asked = store.put(id, order, city, room);
    Job job = asked.job();
    switch (asked.outcome()) {
      case FULL ->
          throw Problem.full(
              "there are %d jobs queued, and no room for more; ask again later".formatted(room),
              10);
      case OTHER ->
          throw Problem.conflict(
              "the id is that of another order: " + Json.text(Objects.requireNonNull(job).order()));
      default -> changed();
    }
    Job found = Objects.requireNonNull(job);
    return new Put(found, asked.outcome() == JobStore.Asked.Outcome.NEW);
  }

  /**
   * A job, with its lines from a number on; waits for one to come, or for its end, as long as it is
   * told to.
   */
  Optional<Job> find(String id, @Nullable Long from, Duration wait)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    JobStore store = supply.store();
    if (from != null) {
      store.read(id, from);
    }
    while (true) {
      long before = seen();
      Optional<Job> found = store.find(id, from);
      if (found.isEmpty()) {
        return found;
      }
      Job job = found.get();
      if (job.state().isEnded() || !job.lines().isEmpty() || !await(before, deadline)) {
        return found;
      }
    }
  }

  Optional<Job> cancel(String id) throws SQLException {
    Optional<Job> job = supply.store().cancel(id);
    changed();
    return job;
  }

  List<Job> list(@Nullable JobState state, int limit) throws SQLException {
    return supply.store().list(state, limit);
  }

  JobStore.Depth depth() throws SQLException {
    return supply.store().depth();
  }

  /** Something has become of a job. */
  void changed() {
    lock.lock();
    try {
      changes++;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long seen() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for something to become of a job since a number was seen; false when time is up. */
  boolean await(long before, long deadline) throws InterruptedException {
    lock.lock();
    try {
      while (changes == before) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || !news.await(left, TimeUnit.NANOSECONDS)) {
          return changes != before;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
