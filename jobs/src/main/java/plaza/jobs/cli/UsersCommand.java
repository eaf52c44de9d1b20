package plaza.jobs.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.jobs.access.Access;
import plaza.jobs.access.Group;
import plaza.jobs.access.Keys;
import plaza.jobs.access.People;
import plaza.jobs.access.User;

@Command(
    name = "users",
    description = {
      "Shows who has an account, and adds, changes and closes them.",
      "Passwords and keys are shown once and kept as hashes."
    })
final class UsersCommand extends PlazaCommand {
  private static final int KEY_DAYS = 90;

  /** Where a password comes from: never the command line, which everyone on the machine sees. */
  static final class Chosen {
    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description =
            "The password is its first line; - reads it from the input (default: one is made).")
    @Nullable Path file;

    @Nullable String read() throws IOException {
      if (file == null) {
        return null;
      }
      if (file.toString().equals("-")) {
        return firstLine(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      }
      if (!Files.isRegularFile(file)) {
        throw new Plaza.WrongUse(
            "no file " + file, "--password-file takes a file, or - for the input.");
      }
      return firstLine(Files.newBufferedReader(file));
    }

    private static String firstLine(java.io.Reader from) throws IOException {
      try (BufferedReader lines = new BufferedReader(from)) {
        return Objects.requireNonNullElse(lines.readLine(), "");
      }
    }
  }

  @Override
  public Integer call() throws Exception {
    Access access = access();
    List<User> users = access.read().users();
    if (users.isEmpty()) {
      terminal().say("there are no users; ./plaza users add NAME --org ORG adds one");
      return Plaza.DONE;
    }
    List<Keys.Key> keys = new Keys(access).list();
    Instant now = Instant.now();
    Grid grid = new Grid("user", "organisation", "groups", "state", "lets in");
    for (User user : users) {
      long good = keys.stream().filter(k -> k.user().equals(user.name()) && k.isGood(now)).count();
      grid.add(
          user.name(),
          user.organisation().id(),
          String.join(" ", user.groups().stream().sorted().map(Group::id).toList()),
          user.isDisabled() ? "disabled" : "open",
          user.isService() ? Terminal.plural(good, "key") : "password");
    }
    grid.print(terminal().out());
    return Plaza.DONE;
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Adds a person, and shows their password, or a service.")
  int add(
      @Parameters(paramLabel = "NAME", description = "What they log in as.") String name,
      @Option(
              names = "--org",
              required = true,
              paramLabel = "ORG",
              description = "Their organisation.")
          String organisation,
      @Option(names = "--service", description = "A program, which has keys and no password.")
          boolean isService,
      @Mixin Chosen chosen,
      @Mixin By by)
      throws Exception {
    People people = new People(access());
    if (isService) {
      if (chosen.file != null) {
        throw new Plaza.WrongUse("a service has no password", "./plaza users key " + name);
      }
      people.addService(name, organisation, by.name, Instant.now());
      terminal().say("  added  " + name + "; ./plaza users key " + name + " makes it a key");
      return Plaza.DONE;
    }
    @Nullable String given = chosen.read();
    String password = people.addPerson(name, organisation, given, by.name, Instant.now());
    terminal().say("  added  " + name);
    show("password", given == null ? password : null);
    return Plaza.DONE;
  }

  @Command(
      name = "password",
      mixinStandardHelpOptions = true,
      description = "Gives a person another password.")
  int password(
      @Parameters(paramLabel = "NAME", description = "The user.") String name, @Mixin Chosen chosen)
      throws Exception {
    @Nullable String given = chosen.read();
    String password = new People(access()).setPassword(name, given);
    terminal().say("  changed  " + name);
    show("password", given == null ? password : null);
    return Plaza.DONE;
  }

  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Closes an account; what is everyone's stays theirs.")
  int disable(@Parameters(paramLabel = "NAME", description = "The user.") String name, @Mixin By by)
      throws Exception {
    boolean isNew = new People(access()).setDisabled(name, true, by.name, Instant.now());
    terminal().say("  " + name + (isNew ? " is" : " was") + " disabled");
    return Plaza.DONE;
  }

  @Command(
      name = "enable",
      mixinStandardHelpOptions = true,
      description = "Opens an account again.")
  int enable(@Parameters(paramLabel = "NAME", description = "The user.") String name, @Mixin By by)
      throws Exception {
    boolean isNew = new People(access()).setDisabled(name, false, by.name, Instant.now());
    terminal().say("  " + name + (isNew ? " is" : " was") + " open");
    return Plaza.DONE;
  }

  @Command(
      name = "join",
      mixinStandardHelpOptions = true,
      description = "Takes a user into a group: stewards or analysts.")
  int join(
      @Parameters(paramLabel = "NAME", description = "The user.") String name,
      @Parameters(paramLabel = "GROUP", description = "stewards or analysts.") Group group,
      @Mixin By by)
      throws Exception {
    boolean isNew = new People(access()).join(name, group, by.name, Instant.now());
    terminal().say("  " + name + (isNew ? " is" : " was") + " one of the " + group.id());
    return Plaza.DONE;
  }

  @Command(
      name = "leave",
      mixinStandardHelpOptions = true,
      description = "Takes a user out of a group.")
  int leave(
      @Parameters(paramLabel = "NAME", description = "The user.") String name,
      @Parameters(paramLabel = "GROUP", description = "stewards or analysts.") Group group)
      throws Exception {
    boolean isNew = new People(access()).leave(name, group);
    terminal()
        .say("  " + name + (isNew ? " is no longer" : " was not") + " one of the " + group.id());
    return Plaza.DONE;
  }

  @Command(
      name = "key",
      mixinStandardHelpOptions = true,
      description = "Makes a key for a service, and shows it.")
  int key(
      @Parameters(paramLabel = "NAME", description = "The service.") String name,
      @Option(
              names = "--until",
              paramLabel = "DAY",
              description = "Its last day, in UTC (default: in " + KEY_DAYS + " days).")
          @Nullable LocalDate until,
      @Mixin By by)
      throws Exception {
    Instant now = Instant.now();
    LocalDate last =
        until == null ? LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(KEY_DAYS) : until;
    String key = new Keys(access()).issue(name, last, by.name, now);
    terminal().say("  made  a key of " + name + ", good until " + last + " (UTC)");
    show("key", key);
    return Plaza.DONE;
  }

  @Command(
      name = "keys",
      mixinStandardHelpOptions = true,
      description = "Shows the keys of all services, without what opens.")
  int keys() throws Exception {
    Instant now = Instant.now();
    List<Keys.Key> all = new Keys(access()).list();
    if (all.isEmpty()) {
      terminal().say("there are no keys; ./plaza users key NAME makes one for a service");
      return Plaza.DONE;
    }
    Grid grid = new Grid("key", "service", "last day", "state").right(0);
    for (Keys.Key each : all) {
      grid.add(
          String.valueOf(each.id()),
          each.user(),
          each.lastDay().toString(),
          each.revokedAt() != null
              ? "revoked " + each.revokedAt()
              : each.isOver(now) ? "over" : "good");
    }
    grid.print(terminal().out());
    return Plaza.DONE;
  }

  @Command(
      name = "revoke-key",
      mixinStandardHelpOptions = true,
      description = "Makes a key open nothing any more.")
  int revokeKey(
      @Parameters(paramLabel = "KEY", description = "Its number, between its two _.") int id,
      @Mixin By by)
      throws Exception {
    Keys.Key key = new Keys(access()).revoke(id, by.name, Instant.now());
    terminal().say("  revoked  key " + id + " of " + key.user());
    return Plaza.DONE;
  }

  private void show(String what, @Nullable String secret) {
    if (secret != null) {
      terminal().say("  " + what + "  " + secret);
      terminal().tell("         It is shown this once, and kept nowhere.");
    }
  }
}
