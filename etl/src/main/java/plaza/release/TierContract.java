package plaza.release;

import java.util.List;
import plaza.contract.Checks;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.contract.Drift;
import plaza.contract.Limits;
import plaza.contract.Versions;

/** What a table is in one tier: its contract, of the columns that the tier shows. */
public final class TierContract {
  private TierContract() {}

  /** The contract of a tier's table; without a key where the tier shows only some of it. */
  public static Contract of(Contract contract, Limits limits) {
    boolean isKeyed =
        contract.key().stream()
            .allMatch(c ->
                limits.columns().contains(c.name()) && !limits.pseudonyms().containsKey(c.name()));
    List<Column> columns =
        contract.columns().stream()
            .filter(c -> limits.columns().contains(c.name()))
            .map(c -> isKeyed ? c : withoutKey(c))
            .toList();
    return new Contract(
        contract.dataset(),
        contract.version(),
        contract.description(),
        contract.grain(),
        columns,
        0,
        null,
        Versions.DEFAULT,
        Checks.NONE,
        Drift.NOTED,
        contract.sla(),
        contract.file());
  }

  private static Column withoutKey(Column column) {
    return new Column(
        column.name(),
        column.type(),
        column.description(),
        column.required(),
        0,
        column.partitionPosition(),
        column.partitionTransform(),
        column.minimum(),
        column.maximum(),
        column.geometryType(),
        column.line());
  }
}
