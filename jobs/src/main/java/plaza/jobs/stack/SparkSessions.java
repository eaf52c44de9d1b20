package plaza.jobs.stack;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.spark.source.HasIcebergCatalog;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import plaza.contract.Tier;
import plaza.lake.Database;
import plaza.lake.Shelf;
import plaza.lake.Tables;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** The Spark sessions of a worker, on its {@link SparkMaster}. */
public final class SparkSessions {
  /** The setting of a session below how many bytes a build reads little: 8 MB unless set. */
  public static final String LITTLE_BYTES = "spark.plaza.littleBytes";

  private static final Map<String, String> MUCH =
      Map.of(
          "spark.sql.shuffle.partitions", "8",
          "spark.sql.adaptive.enabled", "true",
          "spark.sql.codegen.wholeStage", "true",
          "spark.sql.codegen.factoryMode", "FALLBACK");

  // To generate and compile code, and to plan anew on the way, takes longer than little to read.
  private static final Map<String, String> LITTLE =
      Map.of(
          "spark.sql.shuffle.partitions", "2",
          "spark.sql.adaptive.enabled", "false",
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  private SparkSessions() {}

  /** A session with Sedona's functions and Plaza's catalogues, in UTC, with ANSI on. */
  public static SparkSession create(Home home, Database database) {
    SparkMaster master = SparkMaster.find();
    Path folder = home.root().resolve("spark");
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("plaza")
            .master(master.url())
            .config("spark.ui.enabled", "false")
            // Every query is described for a page that nobody opens: as briefly as there is.
            .config("spark.sql.ui.explainMode", "simple")
            // And remembered for it: a worker that stays would remember more and more.
            .config("spark.ui.retainedJobs", "50")
            .config("spark.ui.retainedStages", "50")
            .config("spark.ui.retainedTasks", "1000")
            .config("spark.sql.ui.retainedExecutions", "10")
            .config("spark.local.dir", Scratch.begin(folder).toString())
            .config("spark.sql.warehouse.dir", folder.toString())
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.ansi.enabled", "true")
            // Files for anyone: in Spark's own INT96 an instant is read as a local time.
            .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
            // Else nullif and between evaluate their first operand outside of whatever wraps them.
            .config("spark.sql.alwaysInlineCommonExpr", "true")
            .config("spark.sql.datetime.java8API.enabled", "true")
            // The JVM compiles no method of more: such a stage is faster in smaller pieces.
            .config("spark.sql.codegen.hugeMethodLimit", "8000")
            // To choose among encodings costs more than the rows of a build take on disk.
            .config("spark.sql.inMemoryColumnarStorage.compressed", "false")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrator", "org.apache.sedona.core.serde.SedonaKryoRegistrator")
            // City and geometry are joined on together: without this the city alone would decide.
            .config("spark.sedona.join.optimizationmode", "all")
            .config(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions,"
                    + "org.apache.sedona.sql.SedonaSqlExtensions");
    if (master.isOnLoopback()) {
      builder
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1");
    }
    MUCH.forEach(builder::config);
    catalogs(home, database).forEach(builder::config);
    return builder.getOrCreate();
  }

  /** Sets a session up for what a build has to read, in bytes as they landed. */
  public static void suit(SparkSession spark, long bytes) {
    (isLittle(spark, bytes) ? LITTLE : MUCH).forEach(spark.conf()::set);
  }

  /** Sets a session up for more than it was, where a step on the way has more to read. */
  public static void suitMore(SparkSession spark, long bytes) {
    if (!isLittle(spark, bytes)) {
      MUCH.forEach(spark.conf()::set);
    }
  }

  private static boolean isLittle(SparkSession spark, long bytes) {
    return bytes < Long.parseLong(spark.conf().get(LITTLE_BYTES, String.valueOf(8 << 20)));
  }

  /** Another session of the same engine, over another home or on its own. */
  public static SparkSession another(SparkSession spark, Home home, Database database) {
    SparkSession session = spark.newSession();
    catalogs(home, database).forEach(session.conf()::set);
    return session;
  }

  /** A session that is set up as this one is now, for another thread. */
  public static SparkSession beside(SparkSession spark) {
    return ((org.apache.spark.sql.classic.SparkSession) spark).cloneSession();
  }

  /** Frees the connections of a session's catalogues, which nothing else would close. */
  public static void release(SparkSession spark) {
    CatalogManager catalogs =
        ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().catalogManager();
    // Those that were used: to ask for another would open it.
    for (String name : CollectionConverters.asJava(catalogs.listCatalogs(Option.empty()))) {
      if (catalogs.catalog(name) instanceof HasIcebergCatalog of
          && of.icebergCatalog() instanceof JdbcCatalog catalog) {
        catalog.close();
      }
    }
  }

  private static Map<String, String> catalogs(Home home, Database database) {
    Map<String, String> conf = new LinkedHashMap<>();
    for (Shelf shelf : Shelf.values()) {
      catalog(conf, shelf.tables(), home.warehouse() + "/tables", database);
      catalog(conf, shelf.fates(), home.warehouse() + "/fates", database);
    }
    for (Tier tier : Tier.values()) {
      catalog(conf, tier.id(), Home.uri(home.tables(tier)), database);
      catalog(conf, Tables.draft(tier), Home.uri(home.tables(tier)), database);
    }
    return conf;
  }

  private static void catalog(
      Map<String, String> conf, String name, String warehouse, Database database) {
    String key = "spark.sql.catalog." + name;
    conf.put(key, "org.apache.iceberg.spark.SparkCatalog");
    conf.put(key + ".type", "jdbc");
    conf.put(key + ".uri", database.url());
    conf.put(key + ".jdbc.user", database.user());
    conf.put(key + ".jdbc.password", database.password());
    conf.put(key + ".jdbc.schema-version", "V1");
    conf.put(key + ".warehouse", warehouse);
    // Catalogues are many and each is used by one build at a time: one connection is enough.
    conf.put(key + ".clients", "1");
    // A cached table would keep serving an old pointer after it has been swapped.
    conf.put(key + ".cache-enabled", "false");
  }
}
