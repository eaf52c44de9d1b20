package plaza.jobs.access;

import java.util.List;
import plaza.contract.Tier;

/** Whether somebody may see a tier of a dataset, and by what. */
public record Decision(Tier tier, boolean may, Reason reason) {
  /** By what somebody may, or may not. */
  public sealed interface Reason {
    /** A contract gives it to everyone, or to everyone with an account. */
    record Declared(Offered.Line line) implements Reason {}

    /** They work for Plaza, from whom nothing is withheld. */
    record Internal(Group group) implements Reason {}

    /** A grant in force; of several, the best. */
    record Granted(Grant grant) implements Reason {}

    /** Nobody knows them. */
    record NoAccount() implements Reason {}

    /** Their account is closed. */
    record Disabled() implements Reason {}

    /** No grant is in force; those that are not, the newest first. */
    record NotGranted(List<Grant> others) implements Reason {}
  }
}
