package plaza.jobs.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import plaza.jobs.stack.Home;

/** Which disk is full: whoever writes is told that one is, and not which. */
final class Disks {
  private static final String FULL = "No space left on device";
  private static final long LITTLE = 64L << 20;

  private Disks() {}

  /** What a job broke of, and how much room is left where that was too little. */
  static String told(Throwable e, Home home) {
    String why = e.getClass().getSimpleName() + ": " + e.getMessage();
    boolean isFull =
        Stream.iterate(e, Objects::nonNull, Throwable::getCause)
            .limit(50)
            .anyMatch(each -> String.valueOf(each.getMessage()).contains(FULL));
    return isFull
        ? (why.contains(FULL) ? why : why + ": " + FULL) + "; " + left(places(home)) + " are left"
        : why;
  }

  private static List<Path> places(Home home) {
    return Stream.of(home.root(), Path.of(System.getProperty("java.io.tmpdir")))
        .filter(Files::exists)
        .toList();
  }

  private static String left(List<Path> places) {
    List<Path> full = places.stream().filter(place -> usable(place) < LITTLE).toList();
    return (full.isEmpty() ? places : full)
        .stream()
            .map(place -> "under %s %,d MB".formatted(place, usable(place) >> 20))
            .collect(Collectors.joining(", "));
  }

  private static long usable(Path place) {
    try {
      return Files.getFileStore(place).getUsableSpace();
    } catch (IOException e) {
      return 0; // a disk that does not even answer
    }
  }
}
