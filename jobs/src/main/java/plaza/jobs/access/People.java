package plaza.jobs.access;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.Home;

/** Organisations and their users. */
public final class People {
  private final Access access;

  /** Those that are kept there. */
  public People(Access access) {
    this.access = access;
  }

  /** Adds an organisation. */
  public void add(Organisation organisation, String by, Instant at) throws SQLException {
    String who = Words.text("name of who decides", by);
    access.change(sql -> {
      if (Registers.read(sql).findOrganisation(organisation.id()).isPresent()) {
        throw new Refused(
            "there is an organisation " + organisation.id() + " already", "See ./plaza orgs");
      }
      return sql.update(
          "INSERT INTO access.organisation VALUES (?, ?, ?, ?, ?)",
          organisation.id(),
          organisation.name(),
          organisation.kind().id(),
          at,
          who);
    });
  }

  /**
   * Adds a person.
   *
   * @param chosen their password, or null for one that is made here
   * @return the password, which is kept nowhere
   */
  public String addPerson(
      String name, String organisation, @Nullable String chosen, String by, Instant at)
      throws SQLException {
    Words.name("a user", name);
    String password = chosen == null ? Home.token() : chosen;
    add(name, organisation, hash(chosen, password), by, at);
    return password;
  }

  /** Adds a service, which is let in by its keys. */
  public void addService(String name, String organisation, String by, Instant at)
      throws SQLException {
    add(name, organisation, null, by, at);
  }

  private void add(String name, String organisation, @Nullable String hash, String by, Instant at)
      throws SQLException {
    Words.name("a user", name);
    String who = Words.text("name of who decides", by);
    access.change(sql -> {
      Register register = Registers.read(sql);
      if (register.findUser(name).isPresent()) {
        throw new Refused("there is a user " + name + " already", "See ./plaza users");
      }
      return sql.update(
          "INSERT INTO access.account VALUES (?, ?, ?, ?, ?, ?)",
          name,
          register.organisation(organisation).id(),
          hash == null,
          hash,
          at,
          who);
    });
  }

  /** Gives a person another password; the former one is worth nothing from now on. */
  public String setPassword(String name, @Nullable String chosen) throws SQLException {
    String password = chosen == null ? Home.token() : chosen;
    String hash = hash(chosen, password);
    access.change(sql -> {
      if (Registers.read(sql).user(name).isService()) {
        throw new Refused(
            name + " is a service and has no password",
            "./plaza users key " + name + " makes a key.");
      }
      return sql.update("UPDATE access.account SET password_hash = ? WHERE name = ?", hash, name);
    });
    return password;
  }

  private static String hash(@Nullable String chosen, String password) {
    return chosen == null ? Hashes.ofToken(password) : Hashes.ofPassword(chosen);
  }

  /** Closes an account, or opens it again; false where it was so already. */
  public boolean setDisabled(String name, boolean isDisabled, String by, Instant at)
      throws SQLException {
    String who = Words.text("name of who decides", by);
    return access.change(sql -> {
      if (Registers.read(sql).user(name).isDisabled() == isDisabled) {
        return false;
      }
      sql.update(
          "UPDATE access.account SET disabled_at = ?::timestamptz, disabled_by = ? WHERE name = ?",
          isDisabled ? at : null,
          isDisabled ? who : null,
          name);
      return true;
    });
  }

  /** Takes a user into a group; false where they are in it. */
  public boolean join(String name, Group group, String by, Instant at) throws SQLException {
    String who = Words.text("name of who decides", by);
    return access.change(sql -> {
      Registers.read(sql).user(name);
      return sql.update(
              "INSERT INTO access.membership VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
              name,
              group.id(),
              at,
              who)
          == 1;
    });
  }

  /** Takes a user out of a group; false where they are not in it. */
  public boolean leave(String name, Group group) throws SQLException {
    return access.change(sql -> {
      Registers.read(sql).user(name);
      return sql.update(
              "DELETE FROM access.membership WHERE account = ? AND group_id = ?", name, group.id())
          == 1;
    });
  }

  /**
   * All that lets somebody in, as it stood at one moment.
   *
   * @param passwords the hash of each person's password, of those whose accounts are open
   * @param keys the hash of each key of a service whose account is open, revoked and over or not
   */
  public record Snapshot(
      Register register, SortedMap<String, String> passwords, Map<Keys.Key, String> keys) {}

  /** All that lets somebody in. */
  public Snapshot snapshot() throws SQLException {
    return access.look(sql -> {
      SortedMap<String, String> passwords = new TreeMap<>();
      sql.list(
              "SELECT name, password_hash FROM access.account"
                  + " WHERE disabled_at IS NULL AND password_hash IS NOT NULL",
              row -> Map.entry(row.getString(1), row.getString(2)))
          .forEach(each -> passwords.put(each.getKey(), each.getValue()));
      return new Snapshot(Registers.read(sql), passwords, Keys.hashes(sql));
    });
  }
}
