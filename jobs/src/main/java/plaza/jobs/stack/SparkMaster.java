package plaza.jobs.stack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where Spark's tasks run: in this process, unless {@code PLAZA_SPARK_MASTER} names a cluster whose
 * machines have the same jars, and reach the home, at the same paths.
 */
public record SparkMaster(String url) {
  private static final Pattern LOOPBACK =
      Pattern.compile("local\\b.*|spark://(127\\.[\\d.]+|localhost):.*");

  /** The one that the environment names, or two cores of this machine. */
  public static SparkMaster find() {
    return new SparkMaster(
        Objects.requireNonNullElse(System.getenv("PLAZA_SPARK_MASTER"), "local[2]"));
  }

  /** Whether all of it is on this machine. */
  boolean isOnLoopback() {
    return LOOPBACK.matcher(url).matches();
  }

  /**
   * What comes behind a JVM's options to start a program: its name, or Spark's own way to submit
   * it, with this process as the driver. What else the cluster asks for stands in the {@code
   * spark-defaults.conf} that {@code SPARK_CONF_DIR} leads to.
   */
  public List<String> start(Class<?> main) throws IOException {
    if (url.startsWith("local")) {
      return List.of(main.getName());
    }
    List<String> options = new ArrayList<>(Installation.sparkOptions());
    options.add("-Dlog4j2.configurationFile=worker-log4j2.xml");
    return List.of(
        "org.apache.spark.deploy.SparkSubmit",
        "--master",
        url,
        "--deploy-mode",
        "client",
        "--name",
        "plaza",
        "--class",
        main.getName(),
        "--conf",
        // In the order of the manifest, before what the cluster has of its own.
        "spark.executor.extraClassPath=" + Installation.classPath(),
        "--conf",
        "spark.executor.extraJavaOptions=" + String.join(" ", options),
        // No jar of its own: it is on the class path already.
        "spark-internal");
  }
}
