package plaza.lake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import plaza.contract.DatasetName;
import plaza.contract.Tier;

/**
 * The record of releases, and the pointers of the tiers' tables: both change in one transaction, so
 * that all tiers of a version are seen at once or none.
 */
public final class Releases {
  // Keys of PostgreSQL's advisory locks.
  private static final long LOCK = 0x706c617a62L;
  private static final long ONE_RELEASE = LOCK + 1;

  private final Database database;

  /** The releases recorded in a catalogue database. */
  public Releases(Database database) {
    this.database = database;
  }

  /** What a version has come to. */
  public enum State {
    WAITING,
    PUBLISHED,
    REPLACED,
    WITHDRAWN,
    REJECTED;

    /** Whether consumers see it, or have seen it. */
    public boolean isKnown() {
      return this == PUBLISHED || this == REPLACED || this == WITHDRAWN;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A version of a table for all its tiers.
   *
   * @param version a semantic version
   * @param load the load of the table that it was made from
   * @param declared the sum of what is declared of its tiers
   * @param change what it changes for a consumer, in one sentence
   * @param asOf the instant that decided what was old enough
   * @param decidedBy who approved, rejected or withdrew it, or null
   * @param why the reason given, or null
   */
  public record Version(
      DatasetName dataset,
      String version,
      State state,
      String load,
      String declared,
      String change,
      Instant asOf,
      Instant releasedAt,
      @Nullable String decidedBy,
      @Nullable String why) {}

  /**
   * A version for one tier.
   *
   * @param folder where its files are
   * @param metadata where its table's metadata is
   */
  public record Edition(Tier tier, long rows, String folder, String metadata) {}

  /** Somebody has downloaded an edition. */
  public record Fetch(Tier tier, String who, Instant at) {}

  /** Runs one release at a time: no other begins until this ends, or its process does. */
  public <T> T alone(Runnable onWait, Callable<T> work) throws Exception {
    try (Connection connection = database.connect()) {
      Turn.await(connection, ONE_RELEASE, onWait);
      return work.call();
    }
  }

  /** All versions of a dataset, the newest first. */
  public List<Version> list(DatasetName dataset) throws SQLException {
    String sql =
        "SELECT version, state, load_id, declared, change, as_of, released_at, decided_by, why"
            + " FROM plaza_release WHERE dataset = ? ORDER BY sequence DESC";
    List<Version> versions = new ArrayList<>();
    try (Connection connection = database.connect();
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, dataset.toString());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          versions.add(
              new Version(
                  dataset,
                  row.getString(1),
                  State.valueOf(row.getString(2).toUpperCase(java.util.Locale.ROOT)),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getTimestamp(6).toInstant(),
                  row.getTimestamp(7).toInstant(),
                  row.getString(8),
                  row.getString(9)));
        }
      }
    }
    return versions;
  }

  /** The version that consumers see, if there is one. */
  public Optional<Version> findPublished(DatasetName dataset) throws SQLException {
    return list(dataset).stream().filter(v -> v.state() == State.PUBLISHED).findFirst();
  }

  /** The editions of a version, the widest tier first. */
  public List<Edition> editions(DatasetName dataset, String version) throws SQLException {
    List<Edition> editions = new ArrayList<>();
    try (Connection connection = database.connect();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT tier, row_count, folder, metadata_location FROM plaza_edition"
                    + " WHERE dataset = ? AND version = ?")) {
      query.setString(1, dataset.toString());
      query.setString(2, version);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          editions.add(
              new Edition(
                  Tier.of(row.getString(1)), row.getLong(2), row.getString(3), row.getString(4)));
        }
      }
    }
    editions.sort(java.util.Comparator.comparing(Edition::tier));
    return editions;
  }

  /**
   * Where the metadata is of what consumers see, may see after a word, or saw until the last
   * version replaced it: a query that began then may still read.
   */
  public List<String> kept(DatasetName dataset) throws SQLException {
    List<String> kept = new ArrayList<>();
    boolean isReplacedSeen = false;
    for (Version version : list(dataset)) {
      boolean isLastReplaced = version.state() == State.REPLACED && !isReplacedSeen;
      isReplacedSeen |= isLastReplaced;
      if (isLastReplaced
          || version.state() == State.PUBLISHED
          || version.state() == State.WAITING) {
        editions(dataset, version.version()).forEach(edition -> kept.add(edition.metadata()));
      }
    }
    return kept;
  }

  /** Where the metadata is of what was last written for a tier and not published. */
  public String draft(Tier tier, DatasetName dataset) throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT metadata_location FROM iceberg_tables WHERE catalog_name = ?"
                    + " AND table_namespace = ? AND table_name = ?")) {
      query.setString(1, Tables.draft(tier));
      query.setString(2, dataset.domain());
      query.setString(3, dataset.table());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException(
              "nothing was written of " + dataset + " for " + tier.id());
        }
        return row.getString(1);
      }
    }
  }

  /** Takes away what was written for tiers of a dataset and not published, as pointers. */
  public void clearDrafts(DatasetName dataset) throws SQLException {
    try (Connection connection = database.connect()) {
      for (Tier tier : Tier.values()) {
        delete(connection, Tables.draft(tier), dataset);
      }
    }
  }

  /** Records a version that waits for a word, in place of any older one that does. */
  public void await(Version version, List<Edition> editions) throws SQLException {
    transaction(connection -> {
      overtake(connection, version);
      record(connection, version, editions);
    });
  }

  /**
   * Records a version and publishes it in all its tiers at once; throws, and changes nothing, if
   * another than {@code before} is published by now.
   *
   * @param before the version that it was compared with, or null
   */
  public void publish(Version version, List<Edition> editions, @Nullable String before)
      throws SQLException {
    transaction(connection -> {
      overtake(connection, version);
      record(connection, version, editions);
      show(connection, version.dataset(), version.version(), editions, before);
    });
  }

  /** Publishes a version that waits. */
  public void approve(DatasetName dataset, String version, @Nullable String before, String who)
      throws SQLException {
    List<Edition> editions = editions(dataset, version);
    transaction(connection -> {
      decide(connection, dataset, version, State.WAITING, State.PUBLISHED, who, null);
      show(connection, dataset, version, editions, before);
    });
  }

  /** Lets a version that waits go no further. */
  public void reject(DatasetName dataset, String version, String who, String why)
      throws SQLException {
    transaction(connection ->
        decide(connection, dataset, version, State.WAITING, State.REJECTED, who, why));
  }

  /** Takes the published version from every tier's tables; its record stays. */
  public void withdraw(DatasetName dataset, Version version, String who, String why)
      throws SQLException {
    transaction(connection -> {
      decide(connection, dataset, version.version(), version.state(), State.WITHDRAWN, who, why);
      if (version.state() == State.PUBLISHED) {
        for (Tier tier : Tier.values()) {
          delete(connection, tier.id(), dataset);
        }
      }
    });
  }

  /** Records that somebody has downloaded an edition. */
  public void fetched(DatasetName dataset, String version, Tier tier, String who)
      throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO plaza_fetch (dataset, version, tier, who) VALUES (?, ?, ?, ?)")) {
      insert.setString(1, dataset.toString());
      insert.setString(2, version);
      insert.setString(3, tier.id());
      insert.setString(4, who);
      insert.executeUpdate();
    }
  }

  /** Who has downloaded a version. */
  public List<Fetch> fetches(DatasetName dataset, String version) throws SQLException {
    List<Fetch> fetches = new ArrayList<>();
    try (Connection connection = database.connect();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT tier, who, fetched_at FROM plaza_fetch WHERE dataset = ? AND version = ?"
                    + " ORDER BY fetched_at")) {
      query.setString(1, dataset.toString());
      query.setString(2, version);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          fetches.add(
              new Fetch(
                  Tier.of(row.getString(1)), row.getString(2), row.getTimestamp(3).toInstant()));
        }
      }
    }
    return fetches;
  }

  private interface Work {
    void in(Connection connection) throws SQLException;
  }

  private void transaction(Work work) throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      try (PreparedStatement lock =
          connection.prepareStatement("SELECT pg_advisory_xact_lock(" + LOCK + ")")) {
        lock.execute();
      }
      work.in(connection);
      connection.commit();
    }
  }

  private static void overtake(Connection connection, Version by) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE plaza_release SET state = 'rejected', why = ?"
                + " WHERE dataset = ? AND state = 'waiting'")) {
      update.setString(1, "overtaken by " + by.version());
      update.setString(2, by.dataset().toString());
      update.executeUpdate();
    }
  }

  private static void record(Connection connection, Version version, List<Edition> editions)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO plaza_release (dataset, version, state, load_id, declared, change, as_of,"
                + " released_at, decided_by, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, version.dataset().toString());
      insert.setString(2, version.version());
      insert.setString(3, version.state().word());
      insert.setString(4, version.load());
      insert.setString(5, version.declared());
      insert.setString(6, version.change());
      insert.setTimestamp(7, Timestamp.from(version.asOf()));
      insert.setTimestamp(8, Timestamp.from(version.releasedAt()));
      insert.setString(9, version.decidedBy());
      insert.setString(10, version.why());
      insert.executeUpdate();
    }
    for (Edition edition : editions) {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO plaza_edition VALUES (?, ?, ?, ?, ?, ?)")) {
        insert.setString(1, version.dataset().toString());
        insert.setString(2, version.version());
        insert.setString(3, edition.tier().id());
        insert.setLong(4, edition.rows());
        insert.setString(5, edition.folder());
        insert.setString(6, edition.metadata());
        insert.executeUpdate();
      }
    }
  }

  private static void show(
      Connection connection,
      DatasetName dataset,
      String version,
      List<Edition> editions,
      @Nullable String before)
      throws SQLException {
    try (PreparedStatement replace =
        connection.prepareStatement(
            "UPDATE plaza_release SET state = 'replaced' WHERE dataset = ? AND state = 'published'"
                + " AND version <> ? RETURNING version")) {
      replace.setString(1, dataset.toString());
      replace.setString(2, version);
      @Nullable String replaced = null;
      try (ResultSet row = replace.executeQuery()) {
        replaced = row.next() ? row.getString(1) : null;
      }
      if (!java.util.Objects.equals(replaced, before)) {
        throw new IllegalStateException(
            "another version of " + dataset + " was published meanwhile; release it again");
      }
    }
    for (Tier tier : Tier.values()) {
      delete(connection, tier.id(), dataset);
      delete(connection, Tables.draft(tier), dataset);
    }
    for (Edition edition : editions) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO iceberg_tables VALUES (?, ?, ?, ?, NULL, 'TABLE')")) {
        insert.setString(1, edition.tier().id());
        insert.setString(2, dataset.domain());
        insert.setString(3, dataset.table());
        insert.setString(4, edition.metadata());
        insert.executeUpdate();
      }
    }
  }

  private static void decide(
      Connection connection,
      DatasetName dataset,
      String version,
      State from,
      State to,
      String who,
      @Nullable String why)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE plaza_release SET state = ?, decided_by = ?, why = coalesce(?, why)"
                + " WHERE dataset = ? AND version = ? AND state = ?")) {
      update.setString(1, to.word());
      update.setString(2, who);
      update.setString(3, why);
      update.setString(4, dataset.toString());
      update.setString(5, version);
      update.setString(6, from.word());
      if (update.executeUpdate() != 1) {
        throw new IllegalStateException(
            version + " of " + dataset + " is no longer " + from.word() + "; look again");
      }
    }
  }

  private static void delete(Connection connection, String catalog, DatasetName dataset)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM iceberg_tables WHERE catalog_name = ? AND table_namespace = ?"
                + " AND table_name = ?")) {
      delete.setString(1, catalog);
      delete.setString(2, dataset.domain());
      delete.setString(3, dataset.table());
      delete.executeUpdate();
    }
  }
}
