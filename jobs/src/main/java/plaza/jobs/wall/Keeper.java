package plaza.jobs.wall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import plaza.contract.DatasetName;
import plaza.jobs.access.Access;
import plaza.jobs.access.Grant;
import plaza.jobs.access.Offered;
import plaza.jobs.access.People;
import plaza.jobs.access.Policy;
import plaza.jobs.access.Register;
import plaza.jobs.metering.Meter;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.Trino;
import plaza.lake.Database;

/**
 * Keeps Trino's rules as people, agreements and declarations are: looks every two seconds, puts
 * back what somebody else has changed, and takes what Trino notes of queries into the log. While
 * the database is away it goes on with what it knew: grants end when they end, and none begins that
 * it had not read.
 */
public final class Keeper {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final Duration PACE = Duration.ofSeconds(2);

  private final Home home;
  private final Declarations declarations;
  private final TwoClocks clocks;
  private final InstantSource wall;

  private People.@Nullable Snapshot known;
  private @Nullable Meter meter;
  private long drained;
  private @Nullable Rules last;
  private @Nullable Instant awaySince;
  private @Nullable Instant changedAt;
  private @Nullable String restored;
  private @Nullable Instant restoredAt;

  Keeper(Home home, List<Path> roots, InstantSource wall, LongSupplier nanos) {
    this.home = home;
    this.declarations = new Declarations(roots);
    this.wall = wall;
    this.clocks = new TwoClocks(wall, nanos);
  }

  /** Keeps until it is stopped; the home, then the trees of declarations. */
  public static void main(String[] arguments) throws InterruptedException {
    Home home = new Home(Path.of(arguments[0]));
    List<Path> roots =
        List.of(arguments).subList(1, arguments.length).stream().map(Path::of).toList();
    Keeper keeper = new Keeper(home, roots, InstantSource.system(), System::nanoTime);
    while (true) {
      keeper.look();
      TimeUnit.MILLISECONDS.sleep(PACE.toMillis());
    }
  }

  /** Looks once; what goes wrong is told in the state, and the next look tries again. */
  void look() {
    @Nullable String problem = null;
    try {
      Optional<Database> database = read();
      Set<Instant> instants = clocks.read();
      write(compile(instants));
      if (database.isPresent()) {
        drain(database.get());
      }
    } catch (IOException | SQLException | RuntimeException e) {
      LOG.warn("something could not be kept", e);
      problem = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    try {
      state(problem).write(home);
    } catch (IOException e) {
      LOG.warn("the state could not be written", e);
    }
  }

  private Optional<Database> read() throws IOException {
    Optional<Database> database = new Postgres(home).findCatalogue();
    try {
      if (database.isPresent()) {
        Access access = Access.open(database.get());
        known = new People(access).snapshot();
        if (awaySince != null) {
          LOG.info("the database answers again");
        }
        awaySince = null;
        return database;
      }
    } catch (SQLException e) {
      LOG.warn("the database does not answer: {}", e.getMessage());
    }
    // It may come back on another port.
    meter = null;
    if (awaySince == null) {
      awaySince = wall.instant();
      LOG.warn("the database is away; nobody gains access until it answers");
    }
    return Optional.empty();
  }

  /** Takes what Trino has noted into the log, where there is more of it than before. */
  private void drain(Database database) throws IOException, SQLException {
    long waiting = Meter.waiting(home);
    if (waiting == drained) {
      return;
    }
    if (meter == null) {
      meter = Meter.open(home, database);
    }
    meter.drain(declarations.terms(), wall.instant());
    drained = waiting;
  }

  private Rules compile(Set<Instant> instants) {
    if (known == null) {
      return Rules.closed();
    }
    Map<DatasetName, Offered> offered = declarations.terms().offered();
    Register register = known.register();
    List<Policy> policies =
        instants.stream().map(instant -> new Policy(register, offered, instant)).toList();
    SortedMap<String, String> hashes = new TreeMap<>(known.passwords());
    known
        .keys()
        .forEach((key, hash) -> {
          if (instants.stream().allMatch(key::isGood)) {
            hashes.put(key.login(), hash);
          }
        });
    return Rules.of(register, hashes, offered, policies);
  }

  private void write(Rules rules) throws IOException {
    boolean isSame = rules.equals(last);
    Path folder = Trino.rules(home);
    for (Map.Entry<String, String> file : rules.files().entrySet()) {
      Path path = folder.resolve(file.getKey());
      boolean isThere = Files.exists(path);
      if (isThere && Files.readString(path).equals(file.getValue())) {
        continue;
      }
      if (isSame) {
        restored = file.getKey();
        restoredAt = wall.instant();
        LOG.warn("{} was not as it was written; it is again", path);
      }
      Home.write(path, file.getValue());
    }
    if (!isSame) {
      changedAt = wall.instant();
    }
    last = rules;
  }

  private WallState state(@Nullable String problem) {
    Instant now = wall.instant();
    Register register =
        known == null ? new Register(List.of(), List.of(), List.of()) : known.register();
    return new WallState(
        now.toString(),
        String.valueOf(changedAt),
        (int) register.users().stream().filter(user -> !user.isDisabled()).count(),
        (int)
            register.grants().stream()
                .filter(grant -> grant.state(now) == Grant.State.IN_FORCE)
                .count(),
        text(awaySince),
        clocks.jump().isZero() ? null : clocks.jump().toString(),
        restored,
        text(restoredAt),
        problem);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
