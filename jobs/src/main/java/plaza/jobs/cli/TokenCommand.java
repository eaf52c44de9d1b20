package plaza.jobs.cli;

import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.jobs.access.User;
import plaza.jobs.stack.Tokens;

@Command(
    name = "token",
    description = {
      "Prints a token (JWT) that Trino takes in place of a user's password for a time.",
      "It is worth what the account is: closing the account ends it."
    })
final class TokenCommand extends PlazaCommand {
  private static final Duration LONGEST = Duration.ofDays(1);

  @Parameters(paramLabel = "USER", description = "Whom it lets in.")
  private String name = "";

  @Option(
      names = "--for",
      paramLabel = "D",
      description = "How long it lasts, at most a day (default: ${DEFAULT-VALUE}).")
  private Duration lasts = Duration.ofHours(1);

  @Override
  public Integer call() throws Exception {
    if (lasts.isNegative() || lasts.isZero() || lasts.compareTo(LONGEST) > 0) {
      throw new Plaza.WrongUse(
          "a token cannot last " + lasts, "--for takes up to P1D, such as PT8H.");
    }
    User user = access().read().user(name);
    if (user.isDisabled()) {
      throw new Plaza.WrongUse(
          "the account of " + name + " is closed", "./plaza users enable " + name + " opens it.");
    }
    terminal().tell("  for %s, until %s".formatted(name, Instant.now().plus(lasts)));
    terminal().out().println(new Tokens(plaza().home()).issue(name, lasts));
    terminal().out().flush();
    return Plaza.DONE;
  }
}
