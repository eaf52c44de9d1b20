package plaza.jobs.wall;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.catalog.CurrentCatalog;
import plaza.contract.DatasetName;
import plaza.jobs.access.Offered;
import plaza.jobs.metering.Terms;

/** What is given away by the declarations as they are, read anew when one of them has changed. */
final class Declarations {
  private final CurrentCatalog current;
  private @Nullable Catalog seen;
  private Terms terms = new Terms(Map.of(), Map.of());

  Declarations(List<Path> roots) {
    this.current = new CurrentCatalog(roots);
  }

  /** On which terms each dataset is given away; one that cannot be read just now, as before. */
  Terms terms() {
    Catalog catalog = current.read();
    if (!catalog.equals(seen)) {
      Terms read = Terms.of(catalog);
      Map<DatasetName, Offered> offered = new HashMap<>(read.offered());
      Map<DatasetName, Terms.Quotas> quotas = new HashMap<>(read.quotas());
      for (DatasetName name : Catalog.names(current.roots())) {
        if (!catalog.datasets().containsKey(name) && terms.offered().get(name) != null) {
          offered.put(name, Objects.requireNonNull(terms.offered().get(name)));
          quotas.put(name, Objects.requireNonNull(terms.quotas().get(name)));
        }
      }
      terms = new Terms(offered, quotas);
      seen = catalog;
    }
    return terms;
  }
}
