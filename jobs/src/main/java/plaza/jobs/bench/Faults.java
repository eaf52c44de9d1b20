package plaza.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What is done to Plaza to see whether its tables come out whole. */
public final class Faults {
  /** The parts of it. */
  public enum Part {
    kills,
    releases,
    answers,
    orders,
    writers,
    bytes,
    month,
    defects
  }

  private final Path folder;
  private final List<Path> schemas;
  private final Consumer<String> tell;

  /**
   * In a folder that may grow by some hundred megabytes; tells how it goes.
   *
   * @param schemas the trees that declare the feeds whose files are damaged
   */
  public Faults(Path folder, List<Path> schemas, Consumer<String> tell) {
    this.folder = folder;
    this.schemas = schemas;
    this.tell = tell;
  }

  /**
   * Runs parts, all where none is named.
   *
   * @param times how often each, instead of the small or the whole size; 0 for these
   */
  public List<Score> run(List<Part> parts, boolean isWhole, int times) throws Exception {
    List<Score> scores = new ArrayList<>();
    for (Part part : parts.isEmpty() ? List.of(Part.values()) : parts) {
      tell.accept("bench " + part);
      Path place = Files.createTempDirectory(folder, part + "-");
      scores.addAll(
          switch (part) {
            case kills -> List.of(new Kills(place, tell).run(size(times, isWhole, 8, 200), 200));
            case releases ->
                List.of(new KilledReleases(place, tell).run(size(times, isWhole, 1, 20), 20));
            case answers -> List.of(new LostAnswers(place).run(size(times, isWhole, 20, 200), 200));
            case orders -> List.of(new Orders(place).run(size(times, isWhole, 2, 1000), 1000));
            case writers ->
                List.of(
                    isWhole
                        ? new Writers(place).run(8, size(times, true, 3, 50), 10_000, 10_000)
                        : new Writers(place).run(2, size(times, false, 3, 50), 100, 10_000));
            case bytes ->
                List.of(new Bytes(place, schemas).run(size(times, isWhole, 200, 10_000), 10_000));
            case month ->
                List.of(
                    new Month(place, schemas, tell)
                        .run(size(times, isWhole, 2, 30), isWhole ? 12 : 1, 30));
            case defects ->
                new Defects(place, schemas).run(size(times, isWhole, 5, 30), 30, isWhole, 60);
          });
    }
    return scores;
  }

  private static int size(int times, boolean isWhole, int small, int whole) {
    return times > 0 ? times : isWhole ? whole : small;
  }
}
