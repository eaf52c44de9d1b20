package plaza.jobs.bench;

import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import plaza.catalog.Catalog;
import plaza.contract.City;
import plaza.contract.DatasetName;
import plaza.contract.Release;
import plaza.jobs.stack.Home;
import plaza.lake.Database;

/** Where releases are attacked: an engine, a home, and what {@link LeakTree} declares. */
record Ground(
    SparkSession spark, Catalog catalog, Home home, Database database, Consumer<String> tell) {

  City city() {
    return catalog.city(LeakTree.CITY);
  }

  Release release(DatasetName name) {
    return catalog.findDataset(name).orElseThrow().findRelease().orElseThrow();
  }
}
