package plaza.jobs.metering;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.access.Access;
import plaza.jobs.access.Keys;
import plaza.jobs.access.Policy;
import plaza.jobs.access.Register;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.MeteringFiles;
import plaza.jobs.stack.Trino;
import plaza.lake.Database;
import plaza.lake.Releases;
import plaza.release.Signer;

/**
 * Moves what was noted on disk into the log, tells Trino what is used up, and answers about both.
 * Any number of processes may do so at once.
 */
public final class Meter {
  /** The catalogue where nothing is withheld: its use is logged, and against no quota. */
  static final String INTERNAL = Trino.CATALOG;

  private static final Set<String> OF_THE_SERVER = Set.of("information_schema", "system");

  private final Home home;
  private final Access access;
  private final Log log;
  private final Heads heads;
  private final Signer signer;
  private final Versions versions;

  private Meter(Home home, Database database, Signer signer) throws IOException, SQLException {
    this.home = home;
    this.access = Access.open(database);
    this.log = Log.open(database);
    this.signer = signer;
    this.heads = new Heads(MeteringFiles.heads(home), signer);
    this.versions = new Versions(new Releases(database));
  }

  /** The meter of a home and its catalogue's database; what it keeps is made if need be. */
  public static Meter open(Home home, Database database) throws IOException, SQLException {
    return new Meter(home, database, Signer.of(home.secret("release-signer", Signer::generate)));
  }

  /**
   * Moves into the log what was noted, signs how far the log goes, and writes what is used up.
   *
   * @return how many entries were added
   */
  public int drain(Terms terms, Instant now) throws IOException, SQLException {
    return log.alone(writing -> {
      SpoolFolder.Noted noted = new SpoolFolder(MeteringFiles.spool(home)).read();
      Register register = access.read();
      int added = add(writing, uses(noted.queries(), register, terms), now);
      // Behind the commit: who dies before it finds them here again, and adds nothing twice.
      for (Path each : noted.done()) {
        Files.deleteIfExists(each);
      }
      writeQuotas(writing, register, terms, now);
      return added;
    });
  }

  private int add(Log.Writing writing, List<Use> uses, Instant now)
      throws IOException, SQLException {
    if (!isSigned(writing, now)) {
      // Whoever changed the log would be helped by a signature: it is added to, and no longer
      // signed.
      return writing.add(uses, last -> {});
    }
    int added = writing.add(uses, last -> heads.announce(last, now));
    Optional<Heads.Head> announced = heads.findAnnounced();
    if (added > 0 && announced.isPresent()) {
      heads.confirm(announced.get());
    }
    return added;
  }

  /** Whether the last entry is what the newest head was signed of. */
  private boolean isSigned(Log.Writing writing, Instant now) throws IOException, SQLException {
    Entry last = writing.findLast().orElse(Entry.START);
    Optional<Heads.Head> announced = heads.findAnnounced().filter(head -> head.isOf(last));
    if (announced.isPresent()) {
      // Somebody died behind the commit.
      heads.confirm(announced.get());
      return true;
    }
    List<Heads.Kept> kept = heads.list();
    if (kept.isEmpty() && last.number() == 0) {
      heads.announce(last, now);
      heads.confirm(heads.findAnnounced().orElseThrow());
      return true;
    }
    return !kept.isEmpty() && kept.getLast().head().filter(head -> head.isOf(last)).isPresent();
  }

  private List<Use> uses(List<SpoolFolder.Query> queries, Register register, Terms terms)
      throws SQLException {
    List<Use> uses = new ArrayList<>();
    for (SpoolFolder.Query query : queries) {
      Policy policy = new Policy(register, terms.offered(), query.at());
      for (SpoolFolder.Read read : query.reads()) {
        Optional<DatasetName> dataset = dataset(read);
        if (dataset.isPresent()) {
          uses.add(use(query, read, dataset.get(), register, policy));
        }
      }
      if (query.reads().isEmpty() && query.state().equals(Use.UNKNOWN)) {
        uses.add(unknown(query, register));
      }
    }
    return uses;
  }

  private Use use(
      SpoolFolder.Query query,
      SpoolFolder.Read read,
      DatasetName dataset,
      Register register,
      Policy policy)
      throws SQLException {
    String catalog = read.catalog();
    return new Use(
        "sql:"
            + query.id()
            + ":"
            + catalog
            + "."
            + read.schema()
            + "."
            + read.table()
            + (read.snapshot().isEmpty() ? "" : "@" + read.snapshot()),
        query.at(),
        query.user(),
        Balances.organisation(register, query.user()),
        "sql",
        catalog,
        dataset.toString(),
        catalog.equals(INTERNAL)
            ? ""
            : versions.find(dataset, Tier.of(catalog), read.snapshot(), query.at()),
        Balances.by(policy, query.user(), catalog, dataset),
        query.state(),
        read.rows(),
        read.bytes(),
        query.id(),
        read.snapshot(),
        query.answerRows());
  }

  private static Use unknown(SpoolFolder.Query query, Register register) {
    return new Use(
        "sql:" + query.id(),
        query.at(),
        query.user(),
        Balances.organisation(register, query.user()),
        "sql",
        "",
        "",
        "",
        Use.NOTHING,
        query.state(),
        null,
        null,
        query.id(),
        "",
        null);
  }

  // What a server says of itself is no dataset, and "t$files" is of t.
  private static Optional<DatasetName> dataset(SpoolFolder.Read read) {
    boolean isOurs =
        read.catalog().equals(INTERNAL)
            || Arrays.stream(Tier.values()).anyMatch(tier -> tier.id().equals(read.catalog()));
    if (!isOurs || OF_THE_SERVER.contains(read.schema())) {
      return Optional.empty();
    }
    try {
      return Optional.of(new DatasetName(read.schema(), read.table().split("\\$", 2)[0]));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // nothing that Plaza made
    }
  }

  /**
   * Somebody is about to be given the files of an edition.
   *
   * @throws QuotaUsedUp where it is more than is left of a quota; then nothing is recorded
   */
  public void take(
      Terms terms,
      String user,
      DatasetName dataset,
      String version,
      Tier tier,
      long rows,
      long bytes,
      Instant at)
      throws IOException, SQLException {
    log.alone(writing -> {
      Register register = access.read();
      Balances balances = new Balances(writing::sums, register, terms, at);
      for (Balance each : balances.of(new Balances.Reading(user, dataset, tier))) {
        long more =
            switch (each.limit()) {
              case "rows_per_day" -> rows;
              case "bytes_per_day" -> bytes;
              default -> 1;
            };
        if (each.isUsedUp() || more > each.left()) {
          throw new QuotaUsedUp(
              each.isUsedUp()
                  ? each.sentence()
                  : String.format(
                      Locale.ROOT, "%s; this would be %,d more", each.sentence(), more));
        }
      }
      Policy policy = new Policy(register, terms.offered(), at);
      Use use =
          new Use(
              "get:" + Home.token(),
              at,
              user,
              Balances.organisation(register, user),
              "get",
              tier.id(),
              dataset.toString(),
              version,
              Balances.by(policy, user, tier.id(), dataset),
              "FINISHED",
              rows,
              bytes,
              "",
              "",
              null);
      add(writing, List.of(use), at);
      writeQuotas(writing, register, terms, at);
      return true;
    });
  }

  private void writeQuotas(Log.Writing writing, Register register, Terms terms, Instant now)
      throws IOException, SQLException {
    Properties usedUp = new Properties();
    Properties low = new Properties();
    new Balances(writing::sums, register, terms, now)
        .all()
        .forEach((reading, balances) -> {
          String key = reading.user() + "/" + reading.tier().id() + "." + reading.dataset();
          String until = balances.getFirst().ends() + " ";
          balances.stream()
              .filter(Balance::isUsedUp)
              .findFirst()
              .ifPresent(each -> usedUp.setProperty(key, until + each.sentence()));
          String warning =
              balances.stream()
                  .filter(Balance::isLow)
                  .map(Balance::sentence)
                  .collect(Collectors.joining("; "));
          if (!warning.isEmpty()) {
            low.setProperty(key, until + warning);
          }
        });
    write(MeteringFiles.quotas(home), usedUp);
    write(MeteringFiles.warnings(home), low);
  }

  // Without the date that the library writes above them, so that what says the same is the same.
  private static void write(Path file, Properties lines) throws IOException {
    StringWriter text = new StringWriter();
    lines.store(text, null);
    String sorted =
        text.toString()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .sorted()
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    if (!Files.exists(file) || !Files.readString(file).equals(sorted)) {
      MeteringFiles.write(file, sorted);
    }
  }

  /** What a user is told of quotas that are nearly used up, as of when that was last written. */
  public static List<String> warnings(Home home, String user, Instant now) {
    Properties lines = new Properties();
    try {
      Path file = MeteringFiles.warnings(home);
      if (!Files.exists(file)) {
        return List.of();
      }
      try (var reader = Files.newBufferedReader(file)) {
        lines.load(reader);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // An organisation's quota stands there once for each tier that it lets see.
    return lines.stringPropertyNames().stream()
        .filter(key -> key.substring(0, key.lastIndexOf('/')).equals(Keys.account(user)))
        .map(lines::getProperty)
        .filter(line -> now.isBefore(Instant.parse(line.substring(0, line.indexOf(' ')))))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .distinct()
        .sorted()
        .toList();
  }

  /** Use in a time by who read what, the end not included. */
  public List<Sum> used(Instant from, Instant to) throws SQLException {
    return log.sums(Use.text(from), Use.text(to));
  }

  /** All limits of whoever has used something of late, each once. */
  public List<Balance> balances(Terms terms, Instant now) throws SQLException {
    return new Balances(log::sums, access.read(), terms, now)
        .all().values().stream().flatMap(List::stream).distinct().toList();
  }

  /** What a user has read in a time, the end not included, signed. */
  public String receipts(String user, Instant from, Instant to, Instant now)
      throws IOException, SQLException {
    List<Entry> entries = log.list(user, Use.text(from), Use.text(to));
    return Receipts.write(user, from, to, now, entries, signer);
  }

  /** Looks whether the log is as it was written. */
  public Audit audit() throws IOException, SQLException {
    // While nobody writes: head and log are two things.
    return log.alone(writing -> Audit.of(log, heads));
  }

  /** How many bytes were noted on disk that may not be in the log. */
  public static long waiting(Home home) throws IOException {
    return SpoolFolder.waiting(MeteringFiles.spool(home));
  }
}
