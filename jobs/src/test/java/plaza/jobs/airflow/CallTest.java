package plaza.jobs.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call is as Airflow's own description has it, and no request is made of anything else. */
class CallTest {
  private static Optional<OpenApi> api = Optional.empty();

  @BeforeAll
  static void airflow_is_installed() throws IOException {
    api = OpenApi.find();
  }

  private static OpenApi api() {
    assumeThat(api)
        .as("an installed Airflow, as ./plaza airflow up or ./dags/test leaves it")
        .isPresent();
    return api.orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Call.class)
  void a_call_is_as_airflow_describes_it(Call call) {
    assertThat(
            api()
                .differences(
                    call.method(),
                    call.path(),
                    call.success(),
                    call.query(),
                    call.body(),
                    call.reads()))
        .isEmpty();
  }

  @Test
  void a_call_that_is_not_as_described_is_found() {
    assertThat(api().differences("GET", "/api/v2/dag", 200, Set.of(), Set.of(), Set.of()))
        .containsExactly("there is no GET /api/v2/dag");
    assertThat(
            api()
                .differences(
                    "GET",
                    "/api/v2/backfills",
                    200,
                    Set.of("limits"),
                    Set.of("x"),
                    Set.of("backfills.di")))
        .containsExactlyInAnyOrder(
            "it wants the parameter dag_id",
            "it has no parameter limits",
            "it takes no body, and so no field x",
            "its answer has no field backfills.di");
    assertThat(
            api()
                .differences(
                    "POST", "/api/v2/pools", 200, Set.of(), Set.of("name", "size"), Set.of()))
        .containsExactlyInAnyOrder(
            "its body has no field size",
            "its body wants the field slots",
            "it answers with [201], not 200");
  }

  @Test
  void what_is_sent_as_one_of_a_few_words_is_one_of_airflows() {
    assertThat(api().values("DagRunState"))
        .containsExactlyInAnyOrderElementsOf(names(Run.State.values()));
    assertThat(api().values("TaskInstanceState")).containsAll(names(TaskMark.values()));
    assertThat(api().values("ReprocessBehavior"))
        .containsExactlyInAnyOrderElementsOf(names(AirflowClient.Again.values()));
    assertThat(api().values("DagRunType")).contains(AirflowClient.BACKFILL_RUNS);
  }

  private static Iterable<String> names(Enum<?>[] values) {
    return Stream.of(values).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
  }

  @Test
  void a_request_takes_no_name_that_its_call_lacks() {
    assertThatThrownBy(() -> new Request(Call.DAGS).with("limits", "1"))
        .hasMessage("DAGS has no parameter limits");
    assertThatThrownBy(() -> new Request(Call.PAUSE).field("paused", true))
        .hasMessage("PAUSE has no field paused");
    assertThatThrownBy(() -> new Request(Call.DAG).at("dag", "x"))
        .hasMessage("DAG has no {dag} in its path");
    assertThatThrownBy(() -> new Request(Call.DAG).target())
        .hasMessage("DAG lacks a value in /api/v2/dags/{dag_id}");
  }

  @Test
  void no_field_is_read_that_its_call_does_not_name() throws IOException {
    Answer answer =
        new Answer(Call.DAGS, "", new ObjectMapper().readTree("{\"dags\":[{\"owners\":[\"x\"]}]}"));
    Answer dag = answer.parts("dags").getFirst();
    assertThatThrownBy(() -> dag.texts("owners"))
        .hasMessage("DAGS does not say that it reads dags.owners");
    assertThatThrownBy(() -> dag.text("dag_id"))
        .isInstanceOf(AirflowException.class)
        .hasMessage("Airflow answered GET /api/v2/dags without dags.dag_id");
  }

  @Test
  void names_in_a_path_are_encoded() {
    assertThat(
            new Request(Call.RUN)
                .at("dag_id", "a")
                .at("dag_run_id", "manual__2026-01-01T00:00:00+00:00/x")
                .target())
        .isEqualTo("/api/v2/dags/a/dagRuns/manual__2026-01-01T00%3A00%3A00%2B00%3A00%2Fx");
  }
}
