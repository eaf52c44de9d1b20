package plaza.jobs.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Jobs in PostgreSQL, in a schema of their own. Who carries a job out holds a lease of it that ends
 * by itself; only whoever holds it may say how the job goes on. All times are the database's.
 */
final class JobStore {
  // A key of PostgreSQL's advisory locks.
  private static final long LOCK = 0x6a6f6273L;

  private static final String TABLES =
      """
      CREATE SCHEMA IF NOT EXISTS jobs;
      REVOKE ALL ON SCHEMA jobs FROM PUBLIC;
      CREATE TABLE jobs.job (
        id TEXT PRIMARY KEY,
        sequence BIGINT GENERATED ALWAYS AS IDENTITY,
        step TEXT NOT NULL,
        subject TEXT NOT NULL,
        city TEXT NOT NULL,
        body TEXT NOT NULL,
        state TEXT NOT NULL,
        task_state TEXT,
        attempt INT NOT NULL,
        runs INT NOT NULL DEFAULT 0,
        deaths INT NOT NULL DEFAULT 0,
        longest INTERVAL NOT NULL,
        queued_at TIMESTAMPTZ NOT NULL,
        not_before TIMESTAMPTZ NOT NULL,
        started_at TIMESTAMPTZ,
        ended_at TIMESTAMPTZ,
        deadline TIMESTAMPTZ,
        cancelled_at TIMESTAMPTZ,
        cancelled_attempt INT,
        owner TEXT,
        lease_until TIMESTAMPTZ,
        progress TEXT,
        message TEXT,
        result TEXT,
        findings TEXT NOT NULL DEFAULT '[]',
        read_to BIGINT NOT NULL DEFAULT 0,
        CHECK ((state IN ('running', 'cancelling')) = (owner IS NOT NULL)));
      CREATE INDEX job_open ON jobs.job (state, step) WHERE ended_at IS NULL;
      CREATE INDEX job_newest ON jobs.job (sequence DESC);
      CREATE INDEX job_of ON jobs.job (step, subject, ended_at DESC);
      CREATE TABLE jobs.line (
        job TEXT NOT NULL REFERENCES jobs.job ON DELETE CASCADE,
        number BIGINT NOT NULL,
        at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
        level TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (job, number));
      CREATE TABLE jobs.turn (
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        at TIMESTAMPTZ NOT NULL,
        PRIMARY KEY (kind, name));
      """;

  private static final String OPEN = "ended_at IS NULL";
  private static final String NEXT_LINE =
      "SELECT coalesce(max(number) + 1, 0) FROM jobs.line WHERE job = ?";

  private final DataSource connections;

  private JobStore(DataSource connections) {
    this.connections = connections;
  }

  /**
   * The jobs of a database; the tables are made if need be.
   *
   * @param connections that do not commit by themselves
   */
  static JobStore open(DataSource connections) throws SQLException {
    JobStore store = new JobStore(connections);
    store.create();
    return store;
  }

  private void create() throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      boolean isThere;
      try (ResultSet row = statement.executeQuery("SELECT to_regclass('jobs.job') IS NOT NULL")) {
        row.next();
        isThere = row.getBoolean(1);
      }
      if (!isThere) {
        statement.execute(TABLES);
      }
      connection.commit();
    }
  }

  private interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private <T> T transact(Work<T> work) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      T done = work.in(connection);
      connection.commit();
      return done;
    }
  }

  /** What came of asking for a job. */
  record Asked(Outcome outcome, @Nullable Job job) {
    enum Outcome {
      NEW,
      KNOWN,
      OTHER,
      FULL
    }
  }

  /**
   * Asks for a job.
   *
   * @param city for whom it is, so that cities take turns; empty where it is for several
   * @param room how many may be queued
   */
  Asked put(String id, JobOrder order, String city, int room) throws SQLException {
    return transact(connection -> {
      // One at a time: else two would both find the last place, or the same new id.
      update(connection, "SELECT pg_advisory_xact_lock(" + (LOCK + 1) + ")");
      Optional<Job> known = find(connection, id);
      if (known.isEmpty()) {
        if (count(connection, "state = 'queued'") >= room) {
          return new Asked(Asked.Outcome.FULL, null);
        }
        update(
            connection,
            """
            INSERT INTO jobs.job (id, step, subject, city, body, state, attempt, longest, queued_at, not_before)
            VALUES (?, ?, ?, ?, ?, 'queued', ?, ?::interval, now(), now() + ?::interval)
            """,
            id,
            order.step().word(),
            order.subject(),
            city,
            Json.text(order),
            order.tryNumber(),
            order.longest().toString(),
            order.settling().toString());
        return new Asked(Asked.Outcome.NEW, find(connection, id).orElseThrow());
      }
      Job job = known.get();
      if (!job.order().isSame(order)) {
        return new Asked(Asked.Outcome.OTHER, job);
      }
      if (order.tryNumber() <= job.attempt()) {
        return new Asked(Asked.Outcome.KNOWN, job);
      }
      // What was done is not done twice, whatever the scheduler has lost of it; all steps leave
      // what is up to date alone, so there is nothing to gain either.
      boolean isAgain =
          update(
                  connection,
                  """
                  UPDATE jobs.job SET state = 'queued', task_state = NULL, deaths = 0,
                    queued_at = now(), not_before = now(), started_at = NULL, ended_at = NULL,
                    deadline = NULL, cancelled_at = NULL, progress = NULL, message = NULL,
                    result = NULL, findings = '[]'
                  WHERE id = ? AND ended_at IS NOT NULL AND state <> 'succeeded'
                  """,
                  id)
              > 0;
      update(
          connection,
          "UPDATE jobs.job SET attempt = ?, body = ? WHERE id = ?",
          order.tryNumber(),
          Json.text(order),
          id);
      return new Asked(
          isAgain ? Asked.Outcome.NEW : Asked.Outcome.KNOWN, find(connection, id).orElseThrow());
    });
  }

  /** A job, with its lines from a number on, or with none. */
  Optional<Job> find(String id, @Nullable Long from) throws SQLException {
    return transact(connection -> {
      Optional<Job> found = find(connection, id);
      if (found.isEmpty()) {
        return found;
      }
      if (from == null) {
        long next = number(connection, NEXT_LINE, id);
        return found.map(job -> job.with(List.of(), next));
      }
      List<Job.Line> lines =
          list(
              connection,
              "SELECT * FROM jobs.line WHERE job = ? AND number >= ? ORDER BY number LIMIT 1000",
              row ->
                  new Job.Line(
                      row.getLong("number"),
                      Objects.requireNonNull(instant(row, "at")),
                      Job.Level.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
                      row.getString("text")),
              id,
              from);
      long next = lines.isEmpty() ? from : lines.getLast().number() + 1;
      return found.map(job -> job.with(lines, next));
    });
  }

  /** Somebody asks from this line on: what is before it was read. */
  void read(String id, long from) throws SQLException {
    transact(connection ->
        update(
            connection,
            """
            UPDATE jobs.job SET read_to = greatest(read_to, least(?,
              (SELECT coalesce(max(number) + 1, 0) FROM jobs.line WHERE job = jobs.job.id)))
            WHERE id = ?
            """,
            from,
            id));
  }

  /** The newest jobs, of one state or of all. */
  List<Job> list(@Nullable JobState state, int limit) throws SQLException {
    return transact(connection ->
        list(
            connection,
            "SELECT * FROM jobs.job WHERE ?::text IS NULL OR state = ? ORDER BY sequence DESC LIMIT ?",
            JobStore::job,
            state == null ? null : state.word(),
            state == null ? null : state.word(),
            limit));
  }

  /** The newest job of a step about something that did it, or found nothing to do. */
  Optional<Job> findLast(JobOrder.Step step, String subject) throws SQLException {
    return transact(connection ->
        list(
                connection,
                """
                SELECT * FROM jobs.job
                WHERE step = ? AND subject = ? AND state IN ('succeeded', 'skipped')
                ORDER BY ended_at DESC LIMIT 1
                """,
                JobStore::job,
                step.word(),
                subject)
            .stream()
            .findFirst());
  }

  /** How many jobs wait, and how many are under way. */
  record Depth(int queued, int running) {}

  Depth depth() throws SQLException {
    return transact(connection ->
        new Depth(
            count(connection, "state = 'queued'"),
            count(connection, "state IN ('running', 'cancelling')")));
  }

  /** Cancels a job: a queued one at once; whoever carries out a running one is to look. */
  Optional<Job> cancel(String id) throws SQLException {
    return transact(connection -> {
      update(
          connection,
          """
          UPDATE jobs.job SET state = 'cancelled', task_state = 'failed', ended_at = now(),
            cancelled_at = now(), message = 'cancelled before it began'
          WHERE id = ? AND state = 'queued'
          """,
          id);
      update(
          connection,
          """
          UPDATE jobs.job SET state = 'cancelling', cancelled_at = now(), cancelled_attempt = attempt
          WHERE id = ? AND state = 'running'
          """,
          id);
      return find(connection, id);
    });
  }

  /**
   * Takes the next job of some steps, cities and what they are about taking turns; none where all
   * wait or nothing does.
   */
  Optional<Job> claim(Collection<JobOrder.Step> steps, String owner, Duration lease)
      throws SQLException {
    return transact(connection -> {
      List<Job> next =
          list(
              connection,
              """
              SELECT j.* FROM jobs.job j
                LEFT JOIN jobs.turn c ON c.kind = 'city' AND c.name = j.city
                LEFT JOIN jobs.turn s ON s.kind = 'subject' AND s.name = j.subject
              WHERE j.state = 'queued' AND j.not_before <= now() AND j.step = ANY (?)
                AND NOT EXISTS (SELECT 1 FROM jobs.job r WHERE r.state IN ('running', 'cancelling')
                  AND r.step = j.step AND r.subject = j.subject)
              ORDER BY c.at NULLS FIRST, s.at NULLS FIRST, j.sequence
              LIMIT 1 FOR UPDATE OF j SKIP LOCKED
              """,
              JobStore::job,
              connection.createArrayOf("text", steps.stream().map(JobOrder.Step::word).toArray()));
      if (next.isEmpty()) {
        return Optional.empty();
      }
      String id = next.getFirst().id();
      update(
          connection,
          """
          UPDATE jobs.job SET state = 'running', owner = ?, lease_until = now() + ?::interval,
            runs = runs + 1, started_at = now(), deadline = now() + longest
          WHERE id = ?
          """,
          owner,
          lease.toString(),
          id);
      update(
          connection,
          """
          INSERT INTO jobs.turn
            SELECT kind, name, clock_timestamp() FROM jobs.job,
              LATERAL (VALUES ('city', city), ('subject', subject)) AS of (kind, name)
            WHERE id = ?
          ON CONFLICT (kind, name) DO UPDATE SET at = excluded.at
          """,
          id);
      return find(connection, id);
    });
  }

  /** Prolongs an owner's leases of these jobs; what he has lost sight of lapses. */
  void renew(String owner, Collection<String> ids, Duration lease) throws SQLException {
    transact(connection ->
        update(
            connection,
            """
            UPDATE jobs.job SET lease_until = now() + ?::interval
            WHERE owner = ? AND id = ANY (?) AND ended_at IS NULL
            """,
            lease.toString(),
            owner,
            connection.createArrayOf("text", ids.toArray())));
  }

  /** The jobs of an owner that are to be stopped, because of a word or of their deadline. */
  record Due(String id, boolean isCancelled, Duration since) {}

  List<Due> due(String owner) throws SQLException {
    return transact(connection ->
        list(
            connection,
            """
            SELECT id, cancelled_at IS NOT NULL,
              extract(epoch FROM now() - coalesce(cancelled_at, deadline)) FROM jobs.job
            WHERE owner = ? AND (state = 'cancelling' OR deadline < now())
            """,
            row ->
                new Due(
                    row.getString(1),
                    row.getBoolean(2),
                    Duration.ofMillis((long) (row.getDouble(3) * 1000))),
            owner));
  }

  /**
   * Puts back what was left by owners whose lease has ended, or by an owner of whom it is known
   * that he is gone.
   *
   * @param gone the beginning of owners that cannot be any more, or null
   * @return how many jobs
   */
  int requeueLeft(@Nullable String gone) throws SQLException {
    return transact(connection -> {
      update(
          connection,
          """
          UPDATE jobs.job SET state = 'cancelled', task_state = 'failed', ended_at = now(),
            owner = NULL, lease_until = NULL, message = 'cancelled; whoever carried it out is gone'
          WHERE state = 'cancelling' AND (lease_until < now() OR starts_with(owner, ?::text))
          """,
          gone);
      return update(
          connection,
          """
          UPDATE jobs.job SET state = 'queued', owner = NULL, lease_until = NULL, progress = NULL,
            not_before = now()
          WHERE state = 'running' AND (lease_until < now() OR starts_with(owner, ?::text))
          """,
          gone);
    });
  }

  /**
   * Counts a death of whoever carried it out, and puts it back unless that is one too many.
   *
   * @param most by so many it is not put back, but stays with its owner, who is to end it
   * @return how often that has happened to it; 0 where it is not running, or not his
   */
  int requeueDead(String id, String owner, int most) throws SQLException {
    return transact(connection -> {
      List<Integer> deaths =
          list(
              connection,
              "UPDATE jobs.job SET deaths = deaths + 1"
                  + " WHERE id = ? AND owner = ? AND state = 'running' RETURNING deaths",
              row -> row.getInt(1),
              id,
              owner);
      if (!deaths.isEmpty() && deaths.getFirst() < most) {
        update(
            connection,
            """
            UPDATE jobs.job SET state = 'queued', owner = NULL, lease_until = NULL, progress = NULL,
              not_before = now()
            WHERE id = ?
            """,
            id);
      }
      return deaths.isEmpty() ? 0 : deaths.getFirst();
    });
  }

  /** Ends a job; false where it is not this owner's any more. */
  boolean end(String id, String owner, Ending ending) throws SQLException {
    return transact(connection -> {
      if (ending.state() == JobState.CANCELLED
          && update(
                  connection,
                  // A later try has asked for it since: what it asked for is not what was
                  // cancelled.
                  """
                  UPDATE jobs.job SET state = 'queued', owner = NULL, lease_until = NULL,
                    cancelled_at = NULL, progress = NULL, not_before = now()
                  WHERE id = ? AND owner = ? AND attempt > cancelled_attempt
                  """,
                  id,
                  owner)
              > 0) {
        return true;
      }
      return update(
              connection,
              """
              UPDATE jobs.job SET state = ?, task_state = ?, message = ?, result = ?, findings = ?,
                ended_at = now(), owner = NULL, lease_until = NULL, progress = NULL
              WHERE id = ? AND owner = ? AND ended_at IS NULL
              """,
              ending.state().word(),
              ending.taskState().word(),
              ending.message(),
              Json.text(ending.result()),
              Json.text(ending.findings()),
              id,
              owner)
          > 0;
    });
  }

  /** Says what a job is at. */
  void progress(String id, String text) throws SQLException {
    transact(connection ->
        update(connection, "UPDATE jobs.job SET progress = ? WHERE id = ?", text, id));
  }

  /** Adds a line to what a job has said. */
  void say(String id, Job.Level level, String text) throws SQLException {
    transact(connection -> {
      // The row of the job is held, so that two lines do not take one number.
      update(connection, "SELECT 1 FROM jobs.job WHERE id = ? FOR UPDATE", id);
      return update(
          connection,
          """
          INSERT INTO jobs.line (job, number, level, text)
            SELECT ?, coalesce(max(number) + 1, 0), ?, ? FROM jobs.line WHERE job = ?
          """,
          id,
          level.word(),
          text,
          id);
    });
  }

  /** Forgets jobs that ended longer ago than this; says how many. */
  int forget(Duration age) throws SQLException {
    return transact(connection ->
        update(
            connection,
            "DELETE FROM jobs.job WHERE ended_at < now() - ?::interval",
            age.toString()));
  }

  private static Optional<Job> find(Connection connection, String id) throws SQLException {
    return list(connection, "SELECT * FROM jobs.job WHERE id = ?", JobStore::job, id).stream()
        .findFirst();
  }

  private static int count(Connection connection, String condition) throws SQLException {
    return (int)
        number(connection, "SELECT count(*) FROM jobs.job WHERE " + OPEN + " AND " + condition);
  }

  private static Job job(ResultSet row) throws SQLException {
    try {
      String result = row.getString("result");
      String task = row.getString("task_state");
      return new Job(
          row.getString("id"),
          Json.MAPPER.readValue(row.getString("body"), JobOrder.class),
          JobState.of(row.getString("state")),
          task == null ? null : TaskState.of(task),
          row.getInt("attempt"),
          row.getInt("runs"),
          Objects.requireNonNull(instant(row, "queued_at")),
          instant(row, "started_at"),
          instant(row, "ended_at"),
          row.getString("progress"),
          row.getString("message"),
          result == null
              ? null
              : Json.MAPPER.readValue(result, new TypeReference<Map<String, Object>>() {}),
          Json.MAPPER.readValue(row.getString("findings"), new TypeReference<List<Told>>() {}),
          List.of(),
          0,
          row.getLong("read_to"));
    } catch (JsonProcessingException e) {
      throw new SQLException("a job's row cannot be read", e);
    }
  }

  private interface Read<T> {
    T of(ResultSet row) throws SQLException;
  }

  private static <T> List<T> list(
      Connection connection, String sql, Read<T> read, @Nullable Object... values)
      throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement statement = prepared(connection, sql, values);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        all.add(read.of(row));
      }
    }
    return all;
  }

  private static long number(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    return list(connection, sql, row -> row.getLong(1), values).getFirst();
  }

  private static int update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, values)) {
      return statement.execute() ? 0 : statement.getUpdateCount();
    }
  }

  private static PreparedStatement prepared(
      Connection connection, String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Array array) {
        statement.setArray(i + 1, array);
      } else {
        statement.setObject(i + 1, values[i]);
      }
    }
    return statement;
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
