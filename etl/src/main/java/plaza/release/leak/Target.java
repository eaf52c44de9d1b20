package plaza.release.leak;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.City;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.contract.Limits;
import plaza.contract.Release;
import plaza.contract.Tier;
import plaza.release.Horizon;

/**
 * What an attacker has before them, and what the attack may use to tell whether it has won.
 *
 * @param limits what the tier declares of the city's rows
 * @param city the city whose rows these are
 * @param asOf the instant that decided what was old enough
 * @param precise the table that was released from, as its contract has it, of the city alone: the
 *     truth that an attacker must not find out
 * @param released what the tier shows by now, in the columns of {@link Limits#columns()}, with
 *     xmin, ymin, xmax, ymax beside a geometry, in the order in which files give it
 * @param former what the tier's former versions showed, the oldest first
 * @param narrower what narrower tiers show by now, as far as there are any
 * @param files all that is delivered: the edition's files, and data and metadata of its table
 */
public record Target(
    Release release,
    Limits limits,
    City city,
    Instant asOf,
    Dataset<Row> precise,
    Dataset<Row> released,
    List<Dataset<Row>> former,
    Map<Tier, Dataset<Row>> narrower,
    List<Path> files) {

  Contract contract() {
    return release.contract();
  }

  /** The shown columns of the contract. */
  List<Column> columns() {
    return contract().columns().stream().filter(c -> limits.columns().contains(c.name())).toList();
  }

  /** The columns by which what is shown can be told apart: all but those under pseudonyms. */
  List<String> traits() {
    return limits.columns().stream()
        .filter(name -> !limits.pseudonyms().containsKey(name))
        .toList();
  }

  /** The column of pseudonyms that stand for those who are to be protected, if it is shown. */
  Optional<String> findFollowed() {
    return Optional.ofNullable(release.subject())
        .filter(subject -> limits.columns().contains(subject))
        .filter(limits.pseudonyms()::containsKey);
  }

  /** The column of age, if it is shown. */
  Optional<Column> findShownAge() {
    return release.findAge().filter(age -> limits.columns().contains(age.name()));
  }

  /** The shown points, in the contract's order. */
  List<Column> points() {
    return columns().stream().filter(c -> "Point".equals(c.geometryType())).toList();
  }

  /** The shown instants. */
  List<Column> instants() {
    return columns().stream().filter(c -> c.type().startsWith("timestamp")).toList();
  }

  /** The instant that rows have to be older than. */
  Instant horizon() {
    return Horizon.of(limits, asOf, city.timeZone());
  }

  /** Whether ageing lifts a limit for this tier. */
  boolean isLifted(String limit) {
    return release
        .findOpening()
        .filter(o -> o.to().compareTo(limits.tier()) <= 0 && o.lifts().contains(limit))
        .isPresent();
  }
}
