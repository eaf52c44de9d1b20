package plaza.contract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a contract says that a built table must pass beyond its key, its required columns and its
 * ranges.
 *
 * @param watch what is measured against the table's own past, or null
 * @param latency how fresh it must be, or null
 */
public record Checks(
    List<Quality> quality,
    List<Relationship> relationships,
    @Nullable Watch watch,
    @Nullable Latency latency) {

  /** Of a contract that asks for nothing more. */
  public static final Checks NONE = new Checks(List.of(), List.of(), null, null);

  /** Reads what stands at the schema object, at its properties and at the contract itself. */
  static Checks read(Yaml contract, Yaml object, DatasetName dataset, List<Column> columns) {
    Set<String> names = new LinkedHashSet<>(columns.stream().map(Column::name).toList());
    List<Quality> quality = new ArrayList<>(Quality.read(object, dataset, null, names));
    List<Relationship> relationships =
        new ArrayList<>(Relationship.read(object, dataset, null, names));
    for (Yaml property : object.list("properties")) {
      String name = property.text("name", "");
      quality.addAll(Quality.read(property, dataset, name, names));
      relationships.addAll(Relationship.read(property, dataset, name, names));
    }
    Optional<Watch> watch = Optional.empty();
    for (Yaml property : contract.list("customProperties")) {
      if (property.text("property").equals("watch")) {
        watch = property.require("value").flatMap(value -> Watch.read(value, columns));
      }
    }
    return new Checks(
        List.copyOf(quality),
        List.copyOf(relationships),
        watch.orElse(null),
        Latency.read(contract, dataset, columns).orElse(null));
  }
}
