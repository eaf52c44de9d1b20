package plaza.jobs.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.jobs.access.Keys;

/**
 * What Trino's plugin has noted: files {@code START-PID-NUMBER.jsonl}, of which the last of a
 * server that runs is still written. All is read anew each time, so that nothing need be remembered
 * of how far one had come.
 */
final class SpoolFolder {
  private static final Pattern NAME = Pattern.compile("(\\d{8}T\\d{9})Z-(\\d+)-(\\d+)\\.jsonl");
  private static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS");

  private final Path folder;

  SpoolFolder(Path folder) {
    this.folder = folder;
  }

  /** A table that was read, by what Trino calls it; null is what is not known. */
  record Read(
      String catalog,
      String schema,
      String table,
      String snapshot,
      @Nullable Long rows,
      @Nullable Long bytes) {}

  /** A query that is over, or whose server is. */
  record Query(
      String id,
      String user,
      Instant at,
      String state,
      @Nullable Long answerRows,
      List<Read> reads) {
    // A service logs in with a key by its name and the key's number; what it uses is the service's.
    Query {
      user = Keys.account(user);
    }
  }

  /**
   * What was noted.
   *
   * @param done the files that nothing is added to and of which every query is among these
   */
  record Noted(List<Query> queries, List<Path> done) {}

  /** Reads all that is there. */
  Noted read() throws IOException {
    Map<String, List<Path>> servers = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.sorted().toList()) {
        Matcher name = NAME.matcher(each.getFileName().toString());
        if (name.matches()) {
          servers
              .computeIfAbsent(name.group(1) + "Z-" + name.group(2), key -> new ArrayList<>())
              .add(each);
        }
      }
    }
    List<Query> queries = new ArrayList<>();
    List<Path> done = new ArrayList<>();
    for (Map.Entry<String, List<Path>> each : servers.entrySet()) {
      read(each.getValue(), isAlive(each.getKey()), queries, done);
    }
    return new Noted(queries, done);
  }

  /** How many bytes wait there. */
  static long waiting(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.filter(file -> file.toString().endsWith(".jsonl")).toList()) {
        bytes += Files.size(each);
      }
    } catch (NoSuchFileException e) {
      return bytes; // it was just taken over
    }
    return bytes;
  }

  // Another program may have been given the number since; it has begun after the server wrote.
  private static boolean isAlive(String server) {
    Instant start = LocalDateTime.parse(server.substring(0, 18), START).toInstant(ZoneOffset.UTC);
    return ProcessHandle.of(Long.parseLong(server.substring(20)))
        .filter(ProcessHandle::isAlive)
        .filter(process ->
            process
                .info()
                .startInstant()
                .map(began -> began.minus(Duration.ofSeconds(1)).isBefore(start))
                .orElse(true))
        .isPresent();
  }

  private static void read(List<Path> files, boolean isAlive, List<Query> queries, List<Path> done)
      throws IOException {
    Map<String, Query> begun = new LinkedHashMap<>();
    Map<String, Set<Read>> selected = new HashMap<>();
    Map<Path, Set<String>> asked = new LinkedHashMap<>();
    Set<String> over = new HashSet<>();
    for (Path file : files) {
      Set<String> ids = new HashSet<>();
      for (JsonNode line : lines(file)) {
        String id = line.path("query").asText();
        switch (line.path("event").asText()) {
          case "created" -> {
            ids.add(id);
            begun.put(id, unknown(line));
          }
          case "selected" ->
              selected
                  .computeIfAbsent(id, key -> new java.util.LinkedHashSet<>())
                  .add(table(line, false));
          case "completed" -> {
            over.add(id);
            queries.add(completed(line));
          }
          default -> throw new IOException("found " + line + " in " + file);
        }
      }
      asked.put(file, ids);
    }
    if (!isAlive) {
      begun.forEach((id, query) -> {
        if (!over.contains(id)) {
          queries.add(
              new Query(
                  id,
                  query.user(),
                  query.at(),
                  query.state(),
                  null,
                  List.copyOf(selected.getOrDefault(id, Set.of()))));
        }
      });
      done.addAll(files);
      return;
    }
    // In order: of a query that is over, the beginning must not outlive the end.
    for (Path file : files.subList(0, files.size() - 1)) {
      if (!over.containsAll(asked.getOrDefault(file, Set.of()))) {
        return;
      }
      done.add(file);
    }
  }

  // What a server that was killed did not end is no JSON, or has no line end; then the call that
  // wrote it had not returned, and the query had not begun, or is one that never ended.
  private static List<JsonNode> lines(Path file) throws IOException {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return List.of(); // somebody else has taken it over
    }
    List<JsonNode> lines = new ArrayList<>();
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      parse(text.substring(from, end)).ifPresent(lines::add);
      from = end + 1;
    }
    return lines;
  }

  private static Optional<JsonNode> parse(String line) {
    try {
      return Optional.of(CanonicalJson.read(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Query unknown(JsonNode line) {
    return new Query(
        line.path("query").asText(),
        line.path("user").asText(),
        Instant.parse(line.path("at").asText()),
        Use.UNKNOWN,
        null,
        List.of());
  }

  private static Query completed(JsonNode line) {
    List<Read> reads = new ArrayList<>();
    line.path("tables").forEach(each -> reads.add(table(each, true)));
    return new Query(
        line.path("query").asText(),
        line.path("user").asText(),
        Instant.parse(line.path("at").asText()),
        line.path("state").asText(),
        line.path("output_rows").longValue(),
        reads);
  }

  private static Read table(JsonNode json, boolean isRead) {
    return new Read(
        json.path("catalog").asText(),
        json.path("schema").asText(),
        json.path("table").asText(),
        json.path("snapshot").asText(""),
        isRead ? json.path("rows").longValue() : null,
        isRead ? json.path("bytes").longValue() : null);
  }
}
