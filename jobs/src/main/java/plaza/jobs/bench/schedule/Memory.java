package plaza.jobs.bench.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import plaza.jobs.airflow.Airflow;
import plaza.jobs.bench.Score;
import plaza.jobs.stack.Home;

/** What all processes of a home take at rest: memory that several share is counted once. */
final class Memory {
  private static final double AIM_GB = 6;

  private Memory() {}

  static Score of(Home home, Airflow airflow) throws IOException {
    Map<String, Long> parts = new LinkedHashMap<>();
    for (String daemon : List.of("trino", "keeper", "service")) {
      Path file = home.root().resolve(daemon).resolve("pid");
      parts.put(
          daemon, Files.exists(file) ? tree(Long.parseLong(Files.readString(file).strip())) : 0);
    }
    Path postmaster = home.root().resolve("postgres/data/postmaster.pid");
    parts.put("postgres", tree(Long.parseLong(Files.readAllLines(postmaster).getFirst().strip())));
    long scheduled = 0;
    for (Airflow.PartState state : airflow.states()) {
      Long process = state.process();
      scheduled += process == null ? 0 : tree(process);
    }
    parts.put("airflow", scheduled);
    double whole = parts.values().stream().mapToLong(Long::longValue).sum() / 1e9;
    StringBuilder note =
        new StringBuilder(String.format(Locale.ROOT, "%.1f GB (aim %.0f):", whole, AIM_GB));
    parts.forEach(
        (name, bytes) -> note.append(String.format(Locale.ROOT, " %s %.2f", name, bytes / 1e9)));
    return new Score(
        "memory of everything at rest", parts.size(), parts.size(), 0, note.toString());
  }

  private static long tree(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .mapToLong(process -> proportional(process.pid()).orElse(0L))
        .sum();
  }

  // Of Linux: a page that three processes share counts a third in each.
  private static Optional<Long> proportional(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .findFirst()
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024);
    } catch (IOException e) {
      return Optional.empty(); // it has ended, or this is no Linux
    }
  }
}
