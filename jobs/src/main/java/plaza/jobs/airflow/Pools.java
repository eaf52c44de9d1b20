package plaza.jobs.airflow;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import plaza.jobs.schedule.ScheduleCatalog;

/** The pools that the DAGs' tasks name: a task whose pool is not there would wait for ever. */
public final class Pools {
  private Pools() {}

  /** Makes those of a catalogue that are not there, and leaves alone how many slots others have. */
  public static void make(AirflowClient client, ScheduleCatalog catalog)
      throws InterruptedException {
    Map<String, Pool> known =
        client.listPools().stream().collect(Collectors.toMap(Pool::name, Function.identity()));
    for (ScheduleCatalog.Pool each : catalog.pools()) {
      if (!known.containsKey(each.name())) {
        client.createPool(
            new Pool(each.name(), each.slots(), each.includeDeferred()), each.description());
      }
    }
  }
}
