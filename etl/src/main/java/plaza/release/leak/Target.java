package plaza.release.leak;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.City;
import plaza.contract.Limits;
import plaza.contract.Release;

/**
 * What an attacker has before them, and what the attack may use to tell whether it has won.
 *
 * @param limits what the tier declares of the city's rows
 * @param city the city whose rows these are
 * @param precise the table that was released from, as its contract has it, of the city alone: the
 *     truth that an attacker must not find out
 * @param released what the tier shows by now, in the columns of {@link Limits#columns()}, with
 *     xmin, ymin, xmax, ymax beside a geometry, in the order in which files give it
 * @param former what the tier's former versions showed, the oldest first
 */
public record Target(
    Release release,
    Limits limits,
    City city,
    Dataset<Row> precise,
    Dataset<Row> released,
    List<Dataset<Row>> former) {}
