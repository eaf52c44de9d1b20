package plaza.jobs.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.worker.WorkerProcess;

/** What is tried to find out from releases what they must not tell. */
public final class Leaks {
  /** The parts of it; {@code release} measures only, and is left out where it is not asked for. */
  public enum Part {
    secrets,
    riders,
    homes,
    averaging,
    cells,
    fresh,
    refused,
    square,
    release
  }

  /**
   * How much is tried.
   *
   * @param times how often, instead of the small or the whole size; 0 for these
   */
  record Size(boolean isWhole, int times) {
    int of(int small, int whole) {
      return times > 0 ? times : isWhole ? whole : small;
    }
  }

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Path folder;
  private final Consumer<String> tell;

  /** In a folder that may grow by a gigabyte; tells how it goes. */
  public Leaks(Path folder, Consumer<String> tell) {
    this.folder = folder;
    this.tell = tell;
  }

  /**
   * Runs parts, all where none is named.
   *
   * @param times how often each, instead of the small or the whole size; 0 for these
   */
  public List<Score> run(List<Part> only, boolean isWhole, int times)
      throws IOException, InterruptedException {
    Set<Part> parts = only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only);
    if (only.isEmpty() && !isWhole) {
      parts.remove(Part.release);
    }
    Size size = new Size(isWhole, times);
    List<Score> scores = new ArrayList<>();
    if (parts.remove(Part.refused)) {
      tell.accept("bench refused");
      scores.add(new RefusedTrees(Files.createTempDirectory(folder, "refused-"), tell).run());
    }
    // In a home of its own: what has landed for the others is not to be measured.
    boolean isTimed = parts.remove(Part.release);
    scores.addAll(process(List.copyOf(parts), size));
    scores.addAll(process(isTimed ? List.of(Part.release) : List.of(), size));
    return scores;
  }

  private List<Score> process(List<Part> parts, Size size)
      throws IOException, InterruptedException {
    if (parts.isEmpty()) {
      return List.of();
    }
    Path place = Files.createTempDirectory(folder, "leaks-");
    Path log = place.resolve("leaks.log");
    List<String> command = new ArrayList<>(WorkerProcess.command(LeaksProcess.class));
    command.addAll(
        List.of(place.toString(), size.isWhole() ? "whole" : "small", "" + size.times()));
    parts.forEach(part -> command.add(part.name()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Thread guard = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(guard);
    List<Score> scores = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{")) {
          scores.add(JSON.readValue(line, Score.class));
        } else {
          tell.accept(line);
        }
      }
    }
    int exit = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(guard);
    new Postgres(new Home(place.resolve("home"))).stop();
    if (exit != 0) {
      scores.add(new Score("parts of the bench itself", parts.size(), 0, 1, "broken: see " + log));
    }
    return scores;
  }
}
