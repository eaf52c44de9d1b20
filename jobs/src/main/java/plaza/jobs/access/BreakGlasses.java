package plaza.jobs.access;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import plaza.contract.DatasetName;
import plaza.contract.Tier;

/** Access at once and for an hour: one asks, a steward approves, a report is due. */
public final class BreakGlasses {
  private static final String SEE = "See ./plaza agreements --all";

  private final Access access;

  /** Those that are kept there. */
  public BreakGlasses(Access access) {
    this.access = access;
  }

  /** Asks for a tier, and returns the number of what was asked. */
  public int ask(
      String user,
      Target target,
      Tier tier,
      String why,
      Map<DatasetName, Offered> offered,
      Instant at)
      throws SQLException {
    String reason = Words.text("reason", why);
    return access.change(sql -> {
      User asker = person(Registers.read(sql), user);
      Agreements.checkGrantable(target, tier, asker.organisation(), offered);
      return sql.list(
              "INSERT INTO access.break_glass (account, target, tier, why, asked_at)"
                  + " VALUES (?, ?, ?, ?, ?) RETURNING id",
              row -> row.getInt(1),
              user,
              target.toString(),
              tier.id(),
              reason,
              at)
          .getFirst();
    });
  }

  /** Lets the asker in for an hour; the word of a second person, who is a steward. */
  public BreakGlass approve(int id, String by, Instant at) throws SQLException {
    access.change(sql -> {
      Register register = Registers.read(sql);
      BreakGlass asked = breakGlass(register, id);
      User approver = person(register, by);
      if (asked.approval() != null || asked.revocation() != null) {
        throw new Refused(asked.title() + " waits for nobody", SEE);
      }
      if (approver.name().equals(asked.user())) {
        throw new Refused(
            by + " has asked for it, and cannot approve it", "It takes a second person: --by NAME");
      }
      if (!approver.groups().contains(Group.STEWARDS)) {
        throw new Refused(
            by + " is no steward",
            "A steward approves: --by NAME; ./plaza users join NAME stewards makes one.");
      }
      person(register, asked.user());
      return sql.update("INSERT INTO access.approval VALUES (?, ?, ?)", id, at, approver.name());
    });
    return breakGlass(access.read(), id);
  }

  /** Writes down what was done with it, once it is over. */
  public void report(int id, String by, String text, Instant at) throws SQLException {
    String said = Words.text("report", text);
    access.change(sql -> {
      Register register = Registers.read(sql);
      BreakGlass asked = breakGlass(register, id);
      User reporter = person(register, by);
      if (!asked.isReportDue(at)) {
        throw new Refused(
            "no report of %s is due: %s"
                .formatted(
                    asked.title(),
                    asked.report() != null ? "it is written" : "it is " + asked.state(at).word()),
            SEE);
      }
      return sql.update(
          "INSERT INTO access.report VALUES (?, ?, ?, ?)", id, at, reporter.name(), said);
    });
  }

  private static BreakGlass breakGlass(Register register, int id) {
    if (register.grant(id) instanceof BreakGlass found) {
      return found;
    }
    throw new Refused("%d is an agreement, not a break-glass".formatted(id), SEE);
  }

  private static User person(Register register, String name) {
    User user = register.user(name);
    if (user.isDisabled() || user.isService()) {
      throw new Refused(
          "%s is %s".formatted(name, user.isService() ? "a service" : "disabled"),
          "It takes a person whose account is open.");
    }
    return user;
  }
}
