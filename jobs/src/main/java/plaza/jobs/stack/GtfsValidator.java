package plaza.jobs.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;

/**
 * The canonical GTFS validator, in a process of its own with a cap on its memory: its libraries are
 * not Spark's, and a large or hostile archive costs that process and nothing else.
 */
public final class GtfsValidator {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final Installation installation;
  private final String memory;

  /** With at most that much heap, as the JVM writes it: {@code 1g}. */
  public GtfsValidator(Installation installation, String memory) {
    this.installation = installation;
    this.memory = memory;
  }

  /**
   * What was found of one kind.
   *
   * @param code the canonical notice code
   * @param severity ERROR, WARNING or INFO
   * @param place where it was found first: file and line, and the values there
   */
  public record Notice(String code, String severity, long count, String place) {}

  /** Validates archives as on that day; the notices of each, errors first. */
  public List<List<Notice>> validate(List<Path> files, LocalDate day)
      throws IOException, InterruptedException {
    Path work = Files.createTempDirectory("plaza-gtfs-");
    try {
      List<String> command = new ArrayList<>();
      command.addAll(List.of(Installation.java(), "-Xmx" + memory, "-XX:+UseSerialGC"));
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"));
      command.addAll(List.of("-Djava.io.tmpdir=" + work, "-Dfile.encoding=UTF-8"));
      command.addAll(List.of("-jar", installation.gtfsValidator().toString(), day.toString()));
      for (int i = 0; i < files.size(); i++) {
        command.add(files.get(i).toAbsolutePath().toString());
        command.add(work.resolve(String.valueOf(i)).toString());
      }
      run(command, work.resolve("log"));
      List<List<Notice>> notices = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        notices.add(notices(work.resolve(String.valueOf(i))));
      }
      return notices;
    } finally {
      FileUtils.deleteDirectory(work.toFile());
    }
  }

  private void run(List<String> command, Path log) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        throw new StackException("the GTFS validator was still at work after " + LONGEST);
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      List<String> said = Files.readAllLines(log);
      boolean full = said.stream().anyMatch(line -> line.contains("OutOfMemoryError"));
      throw new StackException(
          full
              ? "the GTFS validator needs more than " + memory + " of memory; --memory gives more"
              : "the GTFS validator ended with %d: %s"
                  .formatted(process.exitValue(), said.isEmpty() ? "" : said.getLast()));
    }
  }

  private static List<Notice> notices(Path folder) throws IOException {
    List<Notice> notices = new ArrayList<>();
    for (String report : List.of("system_errors.json", "report.json")) {
      Path file = folder.resolve(report);
      if (Files.exists(file)) {
        for (JsonNode notice : JSON.readTree(file.toFile()).path("notices")) {
          notices.add(
              new Notice(
                  notice.path("code").asText(),
                  notice.path("severity").asText(),
                  notice.path("totalNotices").asLong(),
                  place(notice.path("sampleNotices").path(0))));
        }
      }
    }
    // As it happens, ERROR, INFO and WARNING are not in the order of the alphabet.
    List<String> order = List.of("ERROR", "WARNING", "INFO");
    notices.sort(
        Comparator.comparingInt((Notice n) -> order.indexOf(n.severity()))
            .thenComparing(Notice::code));
    return notices;
  }

  private static String place(JsonNode sample) {
    List<String> texts = new ArrayList<>();
    String file = sample.path("filename").asText();
    String row = sample.path("csvRowNumber").asText();
    if (!file.isEmpty() || !row.isEmpty()) {
      texts.add(row.isEmpty() ? file : file + ":" + row);
    }
    sample
        .properties()
        .forEach(field -> {
          if (!field.getKey().equals("filename") && !field.getKey().equals("csvRowNumber")) {
            JsonNode value = field.getValue();
            texts.add(field.getKey() + "=" + (value.isValueNode() ? value.asText() : value));
          }
        });
    return String.join(" ", texts);
  }
}
