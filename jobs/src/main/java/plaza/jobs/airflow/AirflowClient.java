package plaza.jobs.airflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import plaza.jobs.stack.StackException;

/**
 * Airflow's REST API (v2), as far as Plaza asks it. What Airflow refuses is an {@link
 * AirflowException}; an Airflow that does not answer is a {@link StackException}.
 */
public final class AirflowClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;
  private static final int PAGE = 100;

  /** The type of a backfill's runs. */
  static final String BACKFILL_RUNS = "backfill";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String url;
  private final String user;
  private final String password;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private volatile @Nullable String token;

  /**
   * Of the Airflow at a URL, as a user of it.
   *
   * @param url without a path
   */
  public AirflowClient(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /** What it says of its parts; empty while its API does not answer, or is not this user's. */
  Optional<Health> findHealth() throws InterruptedException {
    try {
      // Health is told to everyone, by the Airflow of another home too.
      if (token == null) {
        login();
      }
      return Optional.of(health(send(new Request(Call.HEALTH), null)));
    } catch (StackException | AirflowException e) {
      return Optional.empty();
    }
  }

  private static Health health(Answer answer) {
    Map<Part, Instant> healthy = new EnumMap<>(Part.class);
    for (Part part : List.of(Part.SCHEDULER, Part.DAG_PROCESSOR, Part.TRIGGERER)) {
      String name = part.title().replace('-', '_');
      Answer state = answer.part(name);
      if (isHealthy(state)) {
        state
            .findInstant("latest_" + name + "_heartbeat")
            .ifPresent(last -> healthy.put(part, last));
      }
    }
    return new Health(isHealthy(answer.part("metadatabase")), healthy);
  }

  private static boolean isHealthy(Answer state) {
    return state.findText("status").filter("healthy"::equals).isPresent();
  }

  /** All DAGs, by id. */
  public List<Dag> listDags() throws InterruptedException {
    return pages(new Request(Call.DAGS).with("order_by", "dag_id"), "dags", AirflowClient::dag);
  }

  /** A DAG. */
  public Optional<Dag> findDag(String dag) throws InterruptedException {
    try {
      return Optional.of(dag(send(new Request(Call.DAG).at("dag_id", dag))));
    } catch (AirflowException e) {
      if (e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** From when on a DAG has runs, where it says so. */
  public Optional<Instant> findStart(String dag) throws InterruptedException {
    return send(new Request(Call.DETAILS).at("dag_id", dag)).findInstant("start_date");
  }

  private static Dag dag(Answer answer) {
    return new Dag(
        answer.text("dag_id"),
        answer.flag("is_paused"),
        answer.flag("is_backfillable"),
        answer.flag("has_import_errors"),
        answer.findText("timetable_summary").orElse(""),
        answer.findInstant("next_dagrun_run_after").orElse(null));
  }

  /** Lets a DAG be scheduled, or no longer. */
  public Dag setPaused(String dag, boolean isPaused) throws InterruptedException {
    return dag(send(new Request(Call.PAUSE).at("dag_id", dag).field("is_paused", isPaused)));
  }

  /**
   * Starts a run.
   *
   * @param logicalDate what it is for, or null
   */
  public Run trigger(String dag, @Nullable Instant logicalDate, Map<String, ?> conf)
      throws InterruptedException {
    return run(
        send(
            new Request(Call.TRIGGER)
                .at("dag_id", dag)
                .field("logical_date", logicalDate == null ? null : logicalDate.toString())
                .field("conf", conf)));
  }

  /** A run as it stands. */
  public Run run(String dag, String run) throws InterruptedException {
    return run(send(new Request(Call.RUN).at("dag_id", dag).at("dag_run_id", run)));
  }

  private static Run run(Answer answer) {
    return new Run(
        answer.text("dag_id"),
        answer.text("dag_run_id"),
        Run.State.valueOf(answer.text("state").toUpperCase(Locale.ROOT)),
        answer.text("run_type"),
        answer.findInstant("logical_date").orElse(null),
        answer.findInstant("start_date").orElse(null),
        answer.findInstant("end_date").orElse(null));
  }

  /** Waits until a run has ended; tells of it whenever it is looked at. */
  public Run watch(String dag, String run, Duration every, Consumer<Run> each)
      throws InterruptedException {
    while (true) {
      Run now = run(dag, run);
      each.accept(now);
      if (now.state().isEnd()) {
        return now;
      }
      Thread.sleep(every);
    }
  }

  /** The run that is to begin or began last. */
  public Optional<Run> findLastRun(String dag) throws InterruptedException {
    return lastRuns(dag, 1).stream().findFirst();
  }

  /** Some of the runs that are to begin or began last, of all DAGs, newest first. */
  public List<Run> listLastRuns() throws InterruptedException {
    return lastRuns("~", PAGE);
  }

  private List<Run> lastRuns(String dag, int limit) throws InterruptedException {
    Request request =
        new Request(Call.RUNS)
            .at("dag_id", dag)
            .with("order_by", "-run_after")
            .with("limit", String.valueOf(limit));
    return send(request).parts("dag_runs").stream().map(AirflowClient::run).toList();
  }

  /** The runs of backfills whose logical date is within a time, ends included. */
  public List<Run> listBackfilled(String dag, Instant from, Instant to)
      throws InterruptedException {
    return pages(
        new Request(Call.RUNS)
            .at("dag_id", dag)
            .with("order_by", "logical_date")
            .with("run_type", BACKFILL_RUNS)
            .with("logical_date_gte", from.toString())
            .with("logical_date_lte", to.toString()),
        "dag_runs",
        AirflowClient::run);
  }

  /** The tasks of a run. */
  public List<TaskRun> listTasks(String dag, String run) throws InterruptedException {
    return pages(
        new Request(Call.TASKS).at("dag_id", dag).at("dag_run_id", run),
        "task_instances",
        answer ->
            new TaskRun(
                answer.text("task_id"),
                answer.number("map_index"),
                answer.findText("state").orElse(null),
                answer.number("try_number")));
  }

  /** Marks a task, as a person would. */
  public void setTaskState(String dag, String run, String task, TaskMark mark)
      throws InterruptedException {
    send(
        new Request(Call.SET_TASK_STATE)
            .at("dag_id", dag)
            .at("dag_run_id", run)
            .at("task_id", task)
            .field("new_state", mark.id()));
  }

  /** The lines of a task's log. */
  public List<String> log(String dag, String run, TaskRun task) throws InterruptedException {
    Answer answer =
        send(
            new Request(Call.LOG)
                .at("dag_id", dag)
                .at("dag_run_id", run)
                .at("task_id", task.task())
                .at("try_number", String.valueOf(task.tries()))
                .with("map_index", String.valueOf(task.mapIndex()))
                .with("full_content", "true"));
    return answer.parts("content").stream().map(line -> line.text("event")).toList();
  }

  /** Makes tasks of a run, and what comes behind them, be done again; which they were. */
  public List<String> clear(String dag, String run, List<String> tasks, boolean isOnlyFailed)
      throws InterruptedException {
    Answer answer =
        send(
            new Request(Call.CLEAR)
                .at("dag_id", dag)
                .field("dry_run", false)
                .field("dag_run_id", run)
                .field("task_ids", tasks)
                .field("only_failed", isOnlyFailed)
                .field("include_downstream", true));
    return answer.parts("task_instances").stream().map(task -> task.text("task_id")).toList();
  }

  /** Which runs that there were a backfill does again. */
  public enum Again {
    /** None. */
    NONE,
    /** Those that failed. */
    FAILED,
    /** All. */
    COMPLETED;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Starts the runs of a DAG whose logical dates are within a time, ends included.
   *
   * @param atOnce how many runs may go on at once
   */
  public Backfill backfill(String dag, Instant from, Instant to, Again again, int atOnce)
      throws InterruptedException {
    return backfill(
        send(
            new Request(Call.BACKFILL)
                .field("dag_id", dag)
                .field("from_date", from.toString())
                .field("to_date", to.toString())
                .field("reprocess_behavior", again.id())
                .field("max_active_runs", atOnce)));
  }

  /** A backfill as it stands. */
  public Backfill backfill(int id) throws InterruptedException {
    return backfill(send(new Request(Call.FOUND_BACKFILL).at("backfill_id", String.valueOf(id))));
  }

  /** The backfills of a DAG. */
  public List<Backfill> listBackfills(String dag) throws InterruptedException {
    return pages(
        new Request(Call.BACKFILLS).with("dag_id", dag), "backfills", AirflowClient::backfill);
  }

  private static Backfill backfill(Answer answer) {
    return new Backfill(
        answer.number("id"),
        answer.text("dag_id"),
        answer.findInstant("from_date").orElseThrow(),
        answer.findInstant("to_date").orElseThrow(),
        answer.findInstant("completed_at").orElse(null));
  }

  /** All pools. */
  public List<Pool> listPools() throws InterruptedException {
    return pages(
        new Request(Call.POOLS),
        "pools",
        answer ->
            new Pool(answer.text("name"), answer.number("slots"), answer.flag("include_deferred")));
  }

  /** Makes a pool. */
  public void createPool(Pool pool, String description) throws InterruptedException {
    send(
        new Request(Call.CREATE_POOL)
            .field("name", pool.name())
            .field("slots", pool.slots())
            .field("description", description)
            .field("include_deferred", pool.includesDeferred()));
  }

  /** What a run waits for a person to decide, or has waited for. */
  public List<Question> listQuestions(String dag, String run) throws InterruptedException {
    return pages(
        new Request(Call.QUESTIONS).at("dag_id", dag).at("dag_run_id", run),
        "hitl_details",
        answer -> {
          Answer task = answer.part("task_instance");
          return new Question(
              task.text("dag_id"),
              task.text("dag_run_id"),
              task.text("task_id"),
              task.number("map_index"),
              answer.text("subject"),
              answer.findText("body").orElse(""),
              answer.texts("options"),
              answer.flag("response_received"));
        });
  }

  /**
   * Answers one.
   *
   * @param input what the question asks to be told beside
   */
  public void answer(Question question, String option, Map<String, ?> input)
      throws InterruptedException {
    send(
        new Request(Call.ANSWER)
            .at("dag_id", question.dag())
            .at("dag_run_id", question.run())
            .at("task_id", question.task())
            .at("map_index", String.valueOf(question.mapIndex()))
            .field("chosen_options", List.of(option))
            .field("params_input", input));
  }

  /** The files of DAGs that could not be read. */
  public List<ImportError> listImportErrors() throws InterruptedException {
    return pages(
        new Request(Call.IMPORT_ERRORS),
        "import_errors",
        answer -> new ImportError(answer.text("filename"), answer.text("stack_trace")));
  }

  /** Where its page shows a run. */
  public String page(Run run) {
    return "%s/dags/%s/runs/%s".formatted(url, run.dag(), encoded(run.id()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private <T> List<T> pages(Request request, String field, Function<Answer, T> read)
      throws InterruptedException {
    List<T> all = new ArrayList<>();
    request.with("limit", String.valueOf(PAGE));
    while (true) {
      Answer answer = send(request.with("offset", String.valueOf(all.size())));
      List<Answer> page = answer.parts(field);
      page.forEach(each -> all.add(read.apply(each)));
      if (page.isEmpty() || all.size() >= answer.number("total_entries")) {
        return all;
      }
    }
  }

  private Answer send(Request request) throws InterruptedException {
    String known = token;
    if (known == null) {
      return send(request, login());
    }
    try {
      return send(request, known);
    } catch (AirflowException e) {
      if (e.status() != UNAUTHORIZED) {
        throw e;
      }
      // It has run out, or Airflow's key is another one by now.
      return send(request, login());
    }
  }

  private String login() throws InterruptedException {
    Answer answer =
        send(new Request(Call.TOKEN).field("username", user).field("password", password), null);
    String fresh = answer.text("access_token");
    token = fresh;
    return fresh;
  }

  private Answer send(Request request, @Nullable String bearer) throws InterruptedException {
    Call call = request.call();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(url + request.target()))
            .timeout(ANSWER)
            .header("Accept", "application/json");
    String body = request.json();
    if (body.isEmpty()) {
      builder.method(call.method(), HttpRequest.BodyPublishers.noBody());
    } else {
      builder
          .header("Content-Type", "application/json")
          .method(call.method(), HttpRequest.BodyPublishers.ofString(body));
    }
    if (bearer != null) {
      builder.header("Authorization", "Bearer " + bearer);
    }
    HttpResponse<String> response;
    try {
      response = http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new StackException(
          "Airflow does not answer at %s (%s); ./plaza airflow up starts it"
              .formatted(url, e.getClass().getSimpleName()),
          e);
    }
    String asked = call.method() + " " + request.target();
    if (response.statusCode() != call.success()) {
      throw new AirflowException(
          "Airflow answered %s with %d: %s"
              .formatted(asked, response.statusCode(), detail(response.body())),
          response.statusCode());
    }
    try {
      return new Answer(call, "", JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      throw new AirflowException(
          "Airflow answered %s with what is no JSON; is it Airflow that listens at %s?"
              .formatted(asked, url));
    }
  }

  /** Airflow's own words: a text, an object, or a list of what is wrong where. */
  private static String detail(String body) {
    try {
      JsonNode detail = JSON.readTree(body).path("detail");
      if (detail.isTextual()) {
        return detail.asText();
      }
      if (detail.isArray()) {
        return StreamSupport.stream(detail.spliterator(), false)
            .map(each -> place(each.path("loc")) + ": " + each.path("msg").asText())
            .collect(Collectors.joining("; "));
      }
      if (detail.isObject()) {
        return detail.has("message") ? detail.path("message").asText() : detail.toString();
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    return body.isBlank() ? "no word" : body.strip().lines().findFirst().orElse("");
  }

  private static String place(JsonNode steps) {
    return StreamSupport.stream(steps.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining("."));
  }
}
