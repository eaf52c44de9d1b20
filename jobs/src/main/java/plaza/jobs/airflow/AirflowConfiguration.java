package plaza.jobs.airflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import plaza.jobs.stack.Home;
import plaza.lake.Database;

/**
 * What Airflow is told, as its own {@code airflow.cfg}, which the owner alone can read. Secrets
 * stand in it and nowhere else: an environment is inherited by whatever a task starts and printed
 * by whatever fails, and a command line is everyone's to read.
 *
 * @param environment what it runs from, so that another one is another configuration
 * @param service the port of the job service, likewise
 */
record AirflowConfiguration(Home home, Path environment, int port, int service, Database database) {
  private static final int FERNET_BYTES = 32;

  static final String JWT = "airflow-jwt";
  static final String SESSIONS = "airflow-sessions";

  Path file() throws IOException {
    return home.folder("airflow").resolve("airflow.cfg");
  }

  boolean isWritten() throws IOException {
    return Files.exists(file()) && Files.readString(file()).equals(text());
  }

  void write() throws IOException {
    Home.write(file(), text());
  }

  private static String key() {
    return Home.token() + Home.token();
  }

  // What is encrypted with it is in the database, so it is never made anew.
  private static String fernet() {
    byte[] bytes = new byte[FERNET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }

  private String text() throws IOException {
    String page = "http://127.0.0.1:" + port;
    return """
    # Written by ./plaza airflow up: it runs from %s
    # and asks the job service on port %d.
    [core]
    executor = LocalExecutor
    parallelism = 8
    dags_folder = %s
    plugins_folder = %s
    hostname_callable = socket.gethostname
    load_examples = False
    fernet_key = %s
    execution_api_server_url = %s/execution/
    simple_auth_manager_users = %s
    simple_auth_manager_passwords_file = %s

    [database]
    sql_alchemy_conn = %s
    load_default_connections = False

    # Most of what a task costs is waiting for the next round. A worker that was killed in mid-task is
    # missed after a minute, not five.
    [scheduler]
    scheduler_idle_sleep_time = 0.25
    task_instance_heartbeat_timeout = 60

    [dag_processor]
    refresh_interval = 30

    [api]
    host = 127.0.0.1
    port = %d
    base_url = %s
    workers = 1
    secret_key = %s
    instance_name = Plaza

    # A task that has ended is seen by this time, where its last word comes before its end.
    [workers]
    min_heartbeat_interval = 1

    [api_auth]
    jwt_secret = %s

    [logging]
    base_log_folder = %s
    colored_console_log = False
    """
        .formatted(
            environment,
            service,
            option(home.folder("airflow/dags")),
            option(home.folder("airflow/plugins")),
            home.secret("airflow-fernet", AirflowConfiguration::fernet),
            page,
            AirflowPasswords.USERS,
            option(AirflowPasswords.file(home)),
            url(),
            port,
            page,
            home.secret(SESSIONS, AirflowConfiguration::key),
            home.secret(JWT, AirflowConfiguration::key),
            option(home.folder("logs/airflow/tasks")));
  }

  // Passwords of the database are hexadecimal.
  private String url() {
    return database
        .url()
        .replaceFirst(
            "^jdbc:postgresql://",
            "postgresql+psycopg2://" + database.user() + ":" + database.password() + "@");
  }

  // In Python's form of such files, % begins a reference.
  private static String option(Path path) {
    return path.toString().replace("%", "%%");
  }
}
