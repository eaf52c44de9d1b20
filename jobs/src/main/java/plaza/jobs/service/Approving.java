package plaza.jobs.service;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import plaza.contract.DatasetName;
import plaza.lake.Database;
import plaza.lake.Releases;

/** Says the word that a release waits for. */
final class Approving {
  private Approving() {}

  static Ending approve(JobOrder order, Database database) throws SQLException {
    DatasetName name = DatasetName.parse(Objects.requireNonNull(order.dataset()));
    String version = Objects.requireNonNull(order.version());
    String by = Objects.requireNonNull(order.by());
    boolean isApproved = Objects.equals(order.verdict(), "approve");
    Releases releases = new Releases(database);
    Optional<Releases.Version> found =
        releases.list(name).stream().filter(each -> each.version().equals(version)).findFirst();
    Releases.State wanted = isApproved ? Releases.State.PUBLISHED : Releases.State.REJECTED;
    String what = name + " " + version;
    if (found.isEmpty()) {
      return Ending.refused("there is no " + what + "; see ./plaza releases " + name, List.of());
    }
    if (found.get().state() == wanted) {
      return Ending.skipped(what + " is " + word(wanted) + " already");
    }
    if (found.get().state() != Releases.State.WAITING) {
      return Ending.refused(
          "%s is %s, so no word is waited for".formatted(what, word(found.get().state())),
          List.of());
    }
    if (isApproved) {
      releases.approve(
          name,
          version,
          releases.findPublished(name).map(Releases.Version::version).orElse(null),
          by);
    } else {
      releases.reject(
          name, version, by, Objects.requireNonNullElse(order.why(), "no reason given"));
    }
    return Ending.succeeded(
        "%s is %s, by the word of %s".formatted(what, word(wanted), by),
        Map.of("version", version, "state", wanted.name()));
  }

  private static String word(Releases.State state) {
    return state.name().toLowerCase(java.util.Locale.ROOT);
  }
}
