package plaza.jobs.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.jobs.Checkout;
import plaza.jobs.stack.Home;

/** Events of runs as they are written, over the declarations that come with Plaza. */
class LineageTest {
  @TempDir Path folder = Path.of("");

  private Home home = new Home(folder);

  @BeforeEach
  void a_home() {
    home = new Home(folder);
  }

  private List<JsonNode> told(Job job, Ending ending) throws Exception {
    Lineage lineage = new Lineage(home, new Declared(List.of(Checkout.SCHEMAS)));
    lineage.began(job);
    lineage.ended(job, ending);
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("lineage/events.ndjson"))) {
      events.add(Json.MAPPER.readTree(line));
    }
    return events;
  }

  private static Job job(String id, String order) throws Exception {
    return new Job(
        id,
        Json.MAPPER.readValue(order, JobOrder.class),
        JobState.RUNNING,
        null,
        1,
        1,
        Instant.EPOCH,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        0,
        0);
  }

  private static List<String> names(JsonNode datasets) {
    List<String> names = new ArrayList<>();
    datasets.forEach(each -> names.add(each.path("name").asText()));
    return names;
  }

  @Test
  void a_derived_table_is_told_with_what_it_reads_its_columns_and_its_rows() throws Exception {
    List<JsonNode> events =
        told(
            job(
                "build_x~build~2026-03-01~-1",
                "{\"step\": \"build\", \"dataset\": \"mobility.village_access\"}"),
            Ending.succeeded("built", Map.of("rows", 506L)));
    JsonNode start = events.get(0);
    JsonNode end = events.get(1);
    assertThat(start.path("eventType").asText()).isEqualTo("START");
    assertThat(end.path("eventType").asText()).isEqualTo("COMPLETE");
    assertThat(end.path("run").path("runId")).isEqualTo(start.path("run").path("runId"));
    assertThat(end.path("job").path("name").asText()).isEqualTo("build.mobility.village_access");
    assertThat(end.path("job").path("facets").path("sql").path("query").asText())
        .contains("place.villages");
    assertThat(names(end.path("inputs"))).contains("place.villages", "mobility.transit_stops");
    JsonNode output = end.path("outputs").get(0);
    assertThat(output.path("name").asText()).isEqualTo("mobility.village_access");
    assertThat(names(output.path("facets").path("schema").path("fields")))
        .contains("city", "village_id", "stops_within_500m");
    assertThat(output.path("outputFacets").path("outputStatistics").path("rowCount").asInt())
        .isEqualTo(506);
    assertThat(end.path("run").path("facets").path("parent").path("job").path("name").asText())
        .isEqualTo("build_x.build");
  }

  @Test
  void a_release_is_told_with_its_tiers_and_why_it_failed() throws Exception {
    List<JsonNode> events =
        told(
            job(
                "by-hand",
                "{\"step\": \"release\", \"dataset\": \"mobility.bike_availability\", \"as_of\": \"2026-03-01T00:00:00Z\"}"),
            Ending.refused("an attack won", List.of()));
    JsonNode end = events.get(1);
    assertThat(end.path("eventType").asText()).isEqualTo("FAIL");
    assertThat(end.path("run").path("facets").path("errorMessage").path("message").asText())
        .isEqualTo("an attack won");
    assertThat(end.path("run").path("facets").has("parent")).isFalse();
    assertThat(names(end.path("outputs"))).contains("open.mobility.bike_availability");
  }

  @Test
  void a_feed_is_told_by_where_it_is_published() throws Exception {
    List<JsonNode> events =
        told(
            job("land", "{\"step\": \"land\", \"feed\": \"tw_youbike\"}"),
            Ending.cancelled("cancelled"));
    assertThat(events.get(1).path("eventType").asText()).isEqualTo("ABORT");
    assertThat(events.get(1).path("inputs").get(0).path("namespace").asText())
        .startsWith("https://");
    assertThat(names(events.get(1).path("outputs"))).containsExactly("landing.tw_youbike");
  }
}
