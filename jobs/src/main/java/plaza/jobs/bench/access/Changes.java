package plaza.jobs.bench.access;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.access.Access;
import plaza.jobs.access.Agreements;
import plaza.jobs.access.Offered;
import plaza.jobs.access.Organisation;
import plaza.jobs.access.People;
import plaza.jobs.access.Term;
import plaza.jobs.bench.Score;
import plaza.jobs.stack.Trino;

/**
 * Users ask while what they may see is granted and revoked. An answer is right if it was so at some
 * moment between ten seconds before the question, which is how long a change may take, and its end.
 */
final class Changes {
  private static final int FIRMS = 10;
  private static final int USERS = 50;
  private static final int AT_ONCE = 4;
  private static final int FOR_EACH_CHANGE = 5;
  private static final Duration TAKEN_UP = Duration.ofSeconds(10);

  private final Trino trino;
  private final Access access;
  private final List<Path> roots;
  private final Tally tally;

  /** Whether a firm was granted something from an instant on. */
  private record Since(Instant at, boolean may) {}

  private final Semaphore asked = new Semaphore(0);
  private final Map<Integer, List<Since>> history = new HashMap<>();

  Changes(Trino trino, Access access, List<Path> roots, Consumer<String> tell) {
    this.trino = trino;
    this.access = access;
    this.roots = roots;
    this.tally = new Tally(tell);
  }

  Score run(int queries, int whole) throws IOException, InterruptedException, SQLException {
    People people = new People(access);
    Instant now = Instant.now();
    for (int firm = 0; firm < FIRMS; firm++) {
      people.add(
          new Organisation("moving-" + firm, "moving " + firm, Organisation.Kind.FIRM),
          "bench",
          now);
      history.put(firm, new ArrayList<>(List.of(new Since(Instant.EPOCH, false))));
    }
    for (int user = 0; user < USERS; user++) {
      people.addPerson(user(user), "moving-" + user % FIRMS, null, "bench", now);
    }
    AtomicInteger next = new AtomicInteger();
    int changes = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> asking = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        asking.add(
            threads.submit(() -> {
              for (int n = next.getAndIncrement(); n < queries; n = next.getAndIncrement()) {
                ask(n % USERS);
              }
              return null;
            }));
      }
      changes = change(asking);
      for (Future<?> each : asking) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
    return tally.score(
        "queries of fifty users while grants change: right for their moment",
        whole,
        changes + " grants and revocations meanwhile, taken up within ten seconds");
  }

  private static String user(int user) {
    return "mover-" + user;
  }

  private void ask(int user) throws IOException, SQLException {
    Instant before = Instant.now();
    Asked answer;
    try (Connection connection = trino.connect(user(user), Trino.CATALOG)) {
      answer = Asked.of(connection, "SELECT count(*) FROM subscriber." + Quarter.WHOLE);
    }
    Instant after = Instant.now();
    asked.release();
    boolean may = answer.isAnswered();
    tally.check(
        may ? answer.has("" + Quarter.rows("subscriber")) : answer.isDenied(),
        "a count or a refusal",
        answer.text());
    tally.check(
        wasEver(user % FIRMS, may, before.minus(TAKEN_UP), after),
        user(user) + (may ? " was answered" : " was refused") + " at " + after,
        of(user % FIRMS));
  }

  private List<Since> of(int firm) {
    return Objects.requireNonNull(history.get(firm));
  }

  private boolean wasEver(int firm, boolean may, Instant from, Instant to) {
    synchronized (history) {
      List<Since> all = of(firm);
      for (int i = 0; i < all.size(); i++) {
        Instant ends = i + 1 < all.size() ? all.get(i + 1).at() : Instant.MAX;
        if (all.get(i).may() == may && !ends.isBefore(from) && !all.get(i).at().isAfter(to)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Grants and revokes, a firm after the other, until all have asked. */
  private int change(List<Future<?>> asking) throws SQLException, InterruptedException {
    Map<DatasetName, Offered> offered = Offered.of(Catalog.read(roots));
    Agreements agreements = new Agreements(access);
    LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    Term term = Term.of(today.minusDays(1), today.plusDays(1), ZoneOffset.UTC);
    Map<Integer, Integer> granted = new HashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    int changes = 0;
    while (asking.stream().anyMatch(each -> !each.isDone())) {
      if (!asked.tryAcquire(FOR_EACH_CHANGE, 1, TimeUnit.SECONDS)) {
        continue;
      }
      int firm = random.nextInt(FIRMS);
      Integer id = granted.remove(firm);
      if (id == null) {
        granted.put(
            firm,
            Cast.agree(
                agreements,
                "moving-" + firm,
                Quarter.WHOLE,
                Tier.SUBSCRIBER,
                term,
                offered,
                Instant.now()));
      } else {
        agreements.revoke(id, "to and fro", "bench", Instant.now());
      }
      synchronized (history) {
        of(firm).add(new Since(Instant.now(), id == null));
      }
      changes++;
    }
    return changes;
  }
}
