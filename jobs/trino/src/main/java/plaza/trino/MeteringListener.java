package plaza.trino;

import io.trino.spi.eventlistener.EventListener;
import io.trino.spi.eventlistener.QueryCompletedEvent;
import io.trino.spi.eventlistener.QueryContext;
import io.trino.spi.eventlistener.QueryCreatedEvent;
import io.trino.spi.eventlistener.QueryInputMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Notes that a query was asked before it runs, and what it read when it is over. Never what it
 * said: the text of a query may tell more than its answer.
 */
final class MeteringListener implements EventListener {
  private final Spool spool;

  MeteringListener(Spool spool) {
    this.spool = spool;
  }

  @Override
  public void queryCreated(QueryCreatedEvent event) {
    Map<String, Object> line =
        line("created", event.getMetadata().getQueryId(), event.getContext());
    line.put("at", event.getCreateTime());
    spool.append(JsonLine.of(line), true);
  }

  @Override
  public void queryCompleted(QueryCompletedEvent event) {
    Map<String, Object> line =
        line("completed", event.getMetadata().getQueryId(), event.getContext());
    line.put("created_at", event.getCreateTime());
    line.put("at", event.getEndTime());
    line.put("state", event.getMetadata().getQueryState());
    event.getFailureInfo().ifPresent(it -> line.put("error", it.getErrorCode().getName()));
    line.put("output_rows", event.getStatistics().getOutputRows());
    line.put("output_bytes", event.getStatistics().getOutputBytes());
    line.put("tables", tables(event.getIoMetadata().getInputs()));
    spool.append(JsonLine.of(line), true);
  }

  private static Map<String, Object> line(String event, String query, QueryContext context) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.put("query", query);
    line.put("user", context.getUser());
    context.getSource().ifPresent(source -> line.put("source", source));
    return line;
  }

  // A query that names a table twice reads it twice.
  private static List<Map<String, Object>> tables(List<QueryInputMetadata> inputs) {
    Map<List<Object>, Map<String, Object>> tables = new LinkedHashMap<>();
    for (QueryInputMetadata each : inputs) {
      Optional<Object> snapshot = each.getConnectorInfo().flatMap(MeteringListener::findSnapshot);
      Map<String, Object> table =
          tables.computeIfAbsent(
              List.of(each.getCatalogName(), each.getSchema(), each.getTable(), snapshot),
              key -> new LinkedHashMap<>());
      table.put("catalog", each.getCatalogName());
      table.put("schema", each.getSchema());
      table.put("table", each.getTable());
      snapshot.ifPresent(id -> table.put("snapshot", id));
      table.merge("rows", each.getPhysicalInputRows().orElse(0), MeteringListener::sum);
      table.merge("bytes", each.getPhysicalInputBytes().orElse(0), MeteringListener::sum);
    }
    return new ArrayList<>(tables.values());
  }

  private static Object sum(Object one, Object other) {
    return (Long) one + (Long) other;
  }

  // The connector's own class, which plugins do not see: a part of it that it shows as a method.
  private static Optional<Object> findSnapshot(Object connectorInfo) {
    try {
      Object snapshot = connectorInfo.getClass().getMethod("snapshotId").invoke(connectorInfo);
      return snapshot instanceof Optional<?> found
          ? found.map(Object.class::cast)
          : Optional.empty();
    } catch (ReflectiveOperationException e) {
      return Optional.empty(); // another connector's
    }
  }

  @Override
  public void shutdown() {
    try {
      spool.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
