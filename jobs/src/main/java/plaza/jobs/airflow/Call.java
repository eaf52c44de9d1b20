package plaza.jobs.airflow;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that is asked of Airflow's REST API, and all that is read of its answers. A request can only
 * be made of one of these, and only of what is named here; a test holds each against Airflow's own
 * OpenAPI description.
 */
enum Call {
  TOKEN("POST", "/auth/token", 201, "", "username password", "access_token"),
  HEALTH(
      "GET",
      "/api/v2/monitor/health",
      200,
      "",
      "",
      "metadatabase.status scheduler.status scheduler.latest_scheduler_heartbeat dag_processor.status dag_processor.latest_dag_processor_heartbeat triggerer.status triggerer.latest_triggerer_heartbeat"),
  DAGS("GET", "/api/v2/dags", 200, "limit offset order_by", "", under("dags", Fields.DAG)),
  DAG("GET", "/api/v2/dags/{dag_id}", 200, "", "", Fields.DAG),
  DETAILS("GET", "/api/v2/dags/{dag_id}/details", 200, "", "", "start_date"),
  PAUSE("PATCH", "/api/v2/dags/{dag_id}", 200, "", "is_paused", Fields.DAG),
  TRIGGER("POST", "/api/v2/dags/{dag_id}/dagRuns", 200, "", "logical_date conf", Fields.RUN),
  RUN("GET", "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}", 200, "", "", Fields.RUN),
  RUNS(
      "GET",
      "/api/v2/dags/{dag_id}/dagRuns",
      200,
      "limit offset order_by run_type logical_date_gte logical_date_lte",
      "",
      under("dag_runs", Fields.RUN)),
  TASKS(
      "GET",
      "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances",
      200,
      "limit offset",
      "",
      under("task_instances", "task_id map_index state try_number")),
  SET_TASK_STATE(
      "PATCH",
      "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}",
      200,
      "",
      "new_state",
      ""),
  LOG(
      "GET",
      "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/logs/{try_number}",
      200,
      "map_index full_content",
      "",
      "content.timestamp content.event"),
  CLEAR(
      "POST",
      "/api/v2/dags/{dag_id}/clearTaskInstances",
      200,
      "",
      "dry_run dag_run_id task_ids only_failed include_downstream",
      "task_instances.task_id"),
  BACKFILL(
      "POST",
      "/api/v2/backfills",
      200,
      "",
      "dag_id from_date to_date reprocess_behavior max_active_runs",
      Fields.BACKFILL),
  FOUND_BACKFILL("GET", "/api/v2/backfills/{backfill_id}", 200, "", "", Fields.BACKFILL),
  BACKFILLS(
      "GET",
      "/api/v2/backfills",
      200,
      "dag_id limit offset",
      "",
      under("backfills", Fields.BACKFILL)),
  POOLS(
      "GET",
      "/api/v2/pools",
      200,
      "limit offset",
      "",
      under("pools", "name slots include_deferred")),
  CREATE_POOL("POST", "/api/v2/pools", 201, "", "name slots description include_deferred", ""),
  QUESTIONS(
      "GET",
      "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/hitlDetails",
      200,
      "response_received limit offset",
      "",
      under(
          "hitl_details",
          "subject body options response_received task_instance.dag_id task_instance.dag_run_id task_instance.task_id task_instance.map_index")),
  ANSWER(
      "PATCH",
      "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/hitlDetails",
      200,
      "",
      "chosen_options params_input",
      "chosen_options"),
  IMPORT_ERRORS(
      "GET",
      "/api/v2/importErrors",
      200,
      "limit offset",
      "",
      under("import_errors", "filename stack_trace"));

  /** What is read of a thing, whether it comes alone or in a list. */
  private interface Fields {
    String DAG =
        "dag_id is_paused is_backfillable has_import_errors timetable_summary next_dagrun_run_after";
    String RUN = "dag_id dag_run_id state run_type logical_date start_date end_date";
    String BACKFILL = "id dag_id from_date to_date completed_at";
  }

  private final String method;
  private final String path;
  private final int success;
  private final String query;
  private final String body;
  private final String reads;

  // Names are apart by spaces.
  Call(String method, String path, int success, String query, String body, String reads) {
    this.method = method;
    this.path = path;
    this.success = success;
    this.query = query;
    this.body = body;
    this.reads = reads;
  }

  private static Set<String> names(String words) {
    return words.isEmpty() ? Set.of() : Set.of(words.split(" "));
  }

  /** A page of a list. */
  private static String under(String list, String fields) {
    return Arrays.stream(fields.split(" "))
        .map(field -> list + "." + field)
        .collect(Collectors.joining(" ", "total_entries ", ""));
  }

  String method() {
    return method;
  }

  /** With names in braces. */
  String path() {
    return path;
  }

  /** The one status that it is answered with where it worked. */
  int success() {
    return success;
  }

  /** The parameters behind the question mark. */
  Set<String> query() {
    return names(query);
  }

  /** The fields that are sent. */
  Set<String> body() {
    return names(body);
  }

  /** The fields that are read, those of lists and objects behind a point. */
  Set<String> reads() {
    return names(reads);
  }
}
