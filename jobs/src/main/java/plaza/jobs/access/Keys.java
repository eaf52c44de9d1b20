package plaza.jobs.access;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.Home;

/** The keys of services: shown once, stored as hashes, good until the end of a day of UTC. */
public final class Keys {
  // A name in front, so that whoever finds one in a log knows what has leaked.
  private static final Pattern FORM = Pattern.compile("plaza_(\\d{1,9})_[0-9a-f]{48}");

  private final Access access;

  /** Those that are kept there. */
  public Keys(Access access) {
    this.access = access;
  }

  /** A key, without what it opens with. */
  public record Key(
      int id, String user, LocalDate lastDay, Instant addedAt, @Nullable Instant revokedAt) {
    /** Whether it opens anything at an instant. */
    public boolean isGood(Instant at) {
      return !isOver(at) && (revokedAt == null || at.isBefore(revokedAt));
    }

    /** The name that it logs in with, {@code robot.7}: a service may have several keys. */
    public String login() {
      return user + "." + id;
    }

    /** Whether its last day has passed. */
    public boolean isOver(Instant at) {
      return !at.isBefore(lastDay.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
  }

  /** Whose a name is that somebody logged in with. */
  public static String account(String login) {
    return login.replaceFirst("\\.\\d+$", "");
  }

  /** Makes a key for a service, and returns it: it is kept nowhere. */
  public String issue(String user, LocalDate lastDay, String by, Instant at) throws SQLException {
    String who = Words.text("name of who decides", by);
    if (new Key(0, user, lastDay, at, null).isOver(at)) {
      throw new Refused("a key until %s is over".formatted(lastDay), "Give it a later last day.");
    }
    return access.change(sql -> {
      if (!Registers.read(sql).user(user).isService()) {
        throw new Refused(
            user + " is a person and has a password",
            "Keys are for services: ./plaza users add NAME --org ORG --service");
      }
      // The number is part of the key, and of what is hashed: so it is drawn first.
      int id =
          sql.list(
                  "SELECT nextval(pg_get_serial_sequence('access.key', 'id'))::int",
                  row -> row.getInt(1))
              .getFirst();
      String key = "plaza_" + id + "_" + Home.token();
      sql.update(
          "INSERT INTO access.key (id, account, key_hash, last_day, added_at, added_by)"
              + " OVERRIDING SYSTEM VALUE VALUES (?, ?, ?, ?, ?, ?)",
          id,
          user,
          Hashes.ofToken(key),
          lastDay,
          at,
          who);
      return key;
    });
  }

  /** Takes a key's worth from it, for ever. */
  public Key revoke(int id, String by, Instant at) throws SQLException {
    String who = Words.text("name of who decides", by);
    return access.change(sql -> {
      Key key =
          list(sql, "WHERE id = ?", id).stream()
              .findFirst()
              .orElseThrow(() -> new Refused("no key " + id, "See ./plaza users keys"));
      if (key.revokedAt() != null) {
        throw new Refused(
            "key %d of %s is revoked since %s".formatted(id, key.user(), key.revokedAt()),
            "See ./plaza users keys");
      }
      sql.update("UPDATE access.key SET revoked_at = ?, revoked_by = ? WHERE id = ?", at, who, id);
      return key;
    });
  }

  /** All keys by number, those that are over too. */
  public List<Key> list() throws SQLException {
    return access.look(sql -> list(sql, ""));
  }

  /** The hash of each key of the services whose accounts are open. */
  static Map<Key, String> hashes(Sql sql) throws SQLException {
    Map<Integer, String> open = new HashMap<>();
    sql.list(
            "SELECT id, key_hash FROM access.key JOIN access.account ON account = name"
                + " WHERE disabled_at IS NULL",
            row -> Map.entry(row.getInt(1), row.getString(2)))
        .forEach(each -> open.put(each.getKey(), each.getValue()));
    Map<Key, String> hashes = new HashMap<>();
    for (Key key : list(sql, "")) {
      @Nullable String hash = open.get(key.id());
      if (hash != null) {
        hashes.put(key, hash);
      }
    }
    return hashes;
  }

  private static List<Key> list(Sql sql, String where, Object... values) throws SQLException {
    return sql.list(
        "SELECT id, account, last_day, added_at, revoked_at FROM access.key "
            + where
            + " ORDER BY id",
        row ->
            new Key(
                row.getInt("id"),
                row.getString("account"),
                row.getObject("last_day", LocalDate.class),
                Sql.instant(row, "added_at"),
                Sql.findInstant(row, "revoked_at")),
        values);
  }

  /**
   * Whose key it is; empty where it is nobody's, over, revoked, or its service's account closed.
   */
  public Optional<String> findUser(String key, Instant at) throws SQLException {
    Matcher form = FORM.matcher(key);
    if (!form.matches()) {
      return Optional.empty();
    }
    int id = Integer.parseInt(form.group(1));
    return access.look(sql -> {
      Optional<Key> good =
          list(sql, "WHERE id = ?", id).stream().filter(k -> k.isGood(at)).findFirst();
      List<String> hashes =
          sql.list(
              "SELECT key_hash FROM access.key JOIN access.account ON account = name"
                  + " WHERE id = ? AND disabled_at IS NULL",
              row -> row.getString(1),
              id);
      return good.filter(k -> hashes.stream().anyMatch(hash -> Hashes.matches(key, hash)))
          .map(Key::user);
    });
  }
}
