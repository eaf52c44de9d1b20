package plaza.check;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import plaza.contract.Contract;
import plaza.contract.Latency;
import plaza.contract.Relationship;
import plaza.contract.SqlCheck;
import plaza.contract.Watch;

/**
 * Holds a built table against all that is declared of it before anyone sees it: key, required
 * columns, ranges, rules, references, statements of checks.sql, and its own past. What it finds
 * depends on what has landed and on the tables that it looks into, never on this machine's clock.
 */
public final class Audit {
  static final int EXAMPLES = 5;

  private final Contract contract;
  private final List<SqlCheck> checks;
  private final String catalog;

  /**
   * An audit by a contract and the statements beside it.
   *
   * @param catalog the catalogue in which the build's tables are called by their names
   */
  public Audit(Contract contract, List<SqlCheck> checks, String catalog) {
    this.contract = contract;
    this.checks = checks;
    this.catalog = catalog;
  }

  /** How many rows a table has, and what is wrong with it or worth a note. */
  public record Outcome(long rows, List<Finding> findings) {
    /** Whether nothing was found that keeps it from being published. */
    public boolean passes() {
      return findings.stream().noneMatch(Finding::fails);
    }
  }

  /** Audits a table of the build, of which a part or all has been built anew. */
  public Outcome of(Dataset<Row> table, Scope scope) {
    Neighbours tables = new Neighbours(table.sparkSession(), catalog);
    List<Finding> findings = new ArrayList<>();
    long rows = new Rules(contract, tables, findings).hold(table, scope);
    for (Relationship relationship : contract.checks().relationships()) {
      new Orphans(contract, relationship, tables).find(table).ifPresent(findings::add);
    }
    for (SqlCheck check : checks) {
      new Offenders(contract, check, tables).find().ifPresent(findings::add);
    }
    Latency latency = contract.checks().latency();
    if (latency != null) {
      findings.addAll(new Freshness(contract, latency).hold(table, scope));
    }
    Watch watch = contract.checks().watch();
    if (watch != null) {
      Past past = new Past(contract, watch, table, scope);
      findings.addAll(new Days(contract, watch, past).look());
      findings.addAll(new Sensors(contract, watch, past).look());
    }
    return new Outcome(rows, List.copyOf(findings));
  }
}
