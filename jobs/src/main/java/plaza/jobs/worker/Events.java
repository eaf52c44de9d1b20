package plaza.jobs.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import plaza.check.Finding;

/**
 * Writes what happens as lines of JSON, each whole.
 *
 * @param job whose events they are, or null for those of the process
 */
record Events(PrintStream out, FailPoint failPoint, @Nullable Job job) implements Progress {
  /** Those of one job. */
  Events of(Job one) {
    return new Events(out, failPoint, one);
  }

  void tell(String kind, Map<String, Object> facts) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("kind", kind);
    if (job != null) {
      event.put("job", job.id());
    }
    event.putAll(facts);
    try {
      out.println(Worker.JSON.writeValueAsString(event));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The process is not stuck. */
  void alive() {
    tell("alive", Map.of());
  }

  void ended(int exit) {
    tell("ended", Map.of("number", exit));
  }

  void broken(String why) {
    tell("ended", Map.of("number", Worker.BROKEN, "text", why));
  }

  void cancelled() {
    tell("ended", Map.of("number", Worker.BROKEN, "isCancelled", true));
  }

  @Override
  public void checkStop() {
    if (job != null) {
      job.checkStop();
    }
  }

  @Override
  public void beforePublishing() {
    if (job != null) {
      job.beforePublishing();
    }
  }

  @Override
  public void ready() {
    tell("ready", Map.of());
  }

  @Override
  public void waiting() {
    tell("waiting", Map.of());
  }

  @Override
  public void building(String dataset, int number, int total) {
    tell("building", Map.of("dataset", dataset, "number", number, "total", total));
  }

  @Override
  public void built(String dataset, long rows, long refused, double seconds) {
    tell("built", Map.of("dataset", dataset, "rows", rows, "refused", refused, "seconds", seconds));
  }

  @Override
  public void skipped(String dataset, String why) {
    tell("skipped", Map.of("dataset", dataset, "text", why));
  }

  @Override
  public void failed(String dataset, List<Finding> findings) {
    tell("failed", Map.of("dataset", dataset, "findings", findings));
  }

  @Override
  public void step(String dataset, String name) {
    checkStop();
    failPoint.reached(name);
  }

  @Override
  public void noted(String dataset, List<Finding> findings) {
    tell("noted", Map.of("dataset", dataset, "findings", findings));
  }

  @Override
  public void published(int tables) {
    tell("published", Map.of("total", tables));
  }
}
