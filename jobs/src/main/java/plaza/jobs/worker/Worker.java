package plaza.jobs.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import plaza.check.Finding;
import plaza.jobs.stack.Home;
import plaza.release.Difference;

/**
 * The worker's process: reads each {@link Call} as a line of JSON from its input, carries out the
 * orders, and writes each {@link Event} as a line of JSON to its output. All else that is printed
 * goes to the log.
 */
public final class Worker {
  static final ObjectMapper JSON = JsonMapper.builder().findAndAddModules().build();

  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int BROKEN = 3;

  private Worker() {}

  /** What to do, with the declarations under the roots. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Order.Build.class, name = "build"),
    @JsonSubTypes.Type(value = Order.Maintain.class, name = "maintain"),
    @JsonSubTypes.Type(value = Order.Release.class, name = "release"),
    @JsonSubTypes.Type(value = Order.Compare.class, name = "compare")
  })
  public sealed interface Order {
    /** The home's folder. */
    String home();

    /** The trees of declarations. */
    List<String> roots();

    /**
     * Build these datasets, each behind what it reads.
     *
     * @param isAnew whatever is left of their tables
     * @param onlyStale what is up to date when its turn comes is left alone
     */
    record Build(
        String home, List<String> roots, List<String> datasets, boolean isAnew, boolean onlyStale)
        implements Order {}

    /** Maintain the tables of these, or of all; {@code age} is an ISO 8601 duration. */
    record Maintain(String home, List<String> roots, List<String> datasets, String age)
        implements Order {}

    /** Release a table, to these tiers or to all; {@code asOf} is ISO 8601. */
    record Release(
        String home,
        List<String> roots,
        String dataset,
        List<String> tiers,
        String asOf,
        boolean isDry)
        implements Order {}

    /** Compare the files of two editions of one tier, by their folders. */
    record Compare(String home, List<String> roots, String dataset, String former, String latter)
        implements Order {}
  }

  /**
   * What happened: {@code kind} is the name of a method of {@link Progress}, {@link
   * Maintenance.Progress} or {@link Releasing.Progress}, or {@code maintained}, {@code
   * unmaintained}, {@code released}, {@code compared}, or {@code ended}, the last of its job, whose
   * {@code number} is 0 when all is done, 1 when something failed its checks, 3 when broken, with a
   * {@code text} that says why, or cancelled.
   *
   * @param job null for what is said of the process: {@code ready}, and {@code alive} every five
   *     seconds
   */
  public record Event(
      String kind,
      @Nullable String job,
      boolean isCancelled,
      @Nullable String dataset,
      long rows,
      long refused,
      double seconds,
      int number,
      int total,
      @Nullable String text,
      List<Finding> findings,
      @Nullable List<Maintenance.Done> done,
      Releasing.@Nullable Report report,
      @Nullable Difference difference) {}

  /**
   * What a worker is told, a line each: to {@code begin} a job, with an order, or {@code cancel}
   * it.
   */
  record Call(String call, String job, @Nullable Order order) {}

  /** Works for the home named by its argument until its input ends, and then halts. */
  public static void main(String[] arguments) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    FailPoint failPoint = new FailPoint(System.getenv("PLAZA_DIE_AT"));
    try {
      Home home = new Home(Path.of(arguments[0]));
      if (!new Calls(home, new Events(out, failPoint, null)).take(System.in)) {
        // At once: nothing of what is under way may go on and be done twice.
        Runtime.getRuntime().halt(BROKEN);
      }
    } catch (Throwable e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(BROKEN);
    }
    // Threads of libraries that would keep the process alive have nothing left to do.
    System.exit(DONE);
  }
}
