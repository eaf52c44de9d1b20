package plaza.jobs.bench.schedule;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import plaza.catalog.Catalog;
import plaza.jobs.airflow.Airflow;
import plaza.jobs.bench.Score;
import plaza.jobs.schedule.ScheduleCatalog;
import plaza.jobs.stack.Installation;

/**
 * How long the one DAG file takes where there are 200 datasets, as Airflow's own processor reads
 * it.
 */
final class Parsed {
  private static final int DATASETS = 200;
  private static final double AIM_S = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Installation installation;
  private final Airflow airflow;

  Parsed(Path folder, Installation installation, Airflow airflow) {
    this.folder = folder;
    this.installation = installation;
    this.airflow = airflow;
  }

  Score run() throws IOException, InterruptedException {
    Path catalog = folder.resolve("catalog.json");
    Files.writeString(catalog, JSON.writeValueAsString(enlarged()));
    Path script = folder.resolve("parse.py");
    try (InputStream in = Parsed.class.getResourceAsStream("parse.py")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    ProcessBuilder builder =
        new ProcessBuilder(
                airflow.python().toString(),
                script.toString(),
                installation.dags().resolve("plaza_dags.py").toString())
            .redirectErrorStream(true);
    builder.environment().put("PLAZA_CATALOG", catalog.toString());
    builder.environment().put("AIRFLOW_HOME", folder.resolve("parse").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean isDone = process.waitFor() == 0;
    List<String> figures = said.lines().filter(line -> line.startsWith("parsed ")).toList();
    if (!isDone || figures.isEmpty()) {
      return new Score("DAGs of 200 datasets parsed", 1, 1, 1, said.strip());
    }
    String[] words = figures.getLast().split(" ", 3);
    return new Score(
        "DAGs of 200 datasets parsed",
        Long.parseLong(words[1]),
        Long.parseLong(words[1]),
        0,
        String.format(
            Locale.ROOT,
            "%.2f s, imports of Airflow aside (aim %.0f)",
            Double.parseDouble(words[2]),
            AIM_S));
  }

  /** What comes with Plaza, again and again under other names, until there are enough datasets. */
  private ObjectNode enlarged() throws IOException {
    List<Path> roots = List.of(installation.schemas());
    ObjectNode whole =
        (ObjectNode)
            JSON.readTree(ScheduleCatalog.of(Catalog.read(roots), roots, null, null).json());
    ArrayNode datasets = (ArrayNode) whole.path("datasets");
    int known = datasets.size();
    for (int i = known; i < DATASETS; i++) {
      ObjectNode copy = datasets.get(i % known).deepCopy();
      copy.put("name", copy.path("name").asText() + "_" + i);
      datasets.add(copy);
    }
    return whole;
  }
}
