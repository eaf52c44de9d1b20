package plaza.jobs.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import plaza.contract.Feed;
import plaza.jobs.sample.PublishedRow.OfCsv;
import plaza.jobs.sample.PublishedRow.OfJson;

/**
 * Copies of the files that a feed's publisher sent on one day, oldest first, to make mistakes in:
 * each method changes them in the publisher's own form and encoding and says how many rows it
 * touched.
 */
public final class PublishedDay {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Feed feed;
  private final Path folder;
  private final Path recording;
  private final List<Path> files;

  private PublishedDay(Feed feed, Path folder, Path recording, List<Path> files) {
    this.feed = feed;
    this.folder = folder;
    this.recording = recording;
    this.files = files;
  }

  /**
   * The files in a folder {@code <instant of fetching>/<file>}.
   *
   * @param recording the feed's folder in the recording that they were copied from
   */
  public static PublishedDay of(Feed feed, Path folder, Path recording) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return new PublishedDay(
          feed, folder, recording, found.filter(Files::isRegularFile).sorted().toList());
    }
  }

  /** How many files there are. */
  int size() {
    return files.size();
  }

  /** Some of them, counted from 0: from one up to but not with another. */
  PublishedDay files(int from, int to) {
    return new PublishedDay(feed, folder, recording, files.subList(from, to));
  }

  /** One of them. */
  PublishedDay file(int number) {
    return files(number, number + 1);
  }

  /** Those of the first or the second half of the day. */
  PublishedDay half(boolean isSecond) {
    int middle = files.size() / 2;
    return isSecond ? files(middle, files.size()) : files(0, middle);
  }

  /** Loses the files. */
  int lose() throws IOException {
    for (Path file : files) {
      Files.delete(file);
    }
    return files.size();
  }

  /** Takes the first files of the next day along, as they are. */
  void andTomorrow(int count) throws IOException {
    String last = instant(files.getLast());
    List<Path> later;
    try (Stream<Path> found = Files.walk(recording)) {
      later =
          found
              .filter(Files::isRegularFile)
              .filter(file -> instant(file).compareTo(last) > 0)
              .sorted()
              .limit(count)
              .toList();
    }
    for (Path file : later) {
      Path to = folder.resolve(recording.relativize(file).toString());
      Files.createDirectories(to.resolveSibling(""));
      Files.copy(file, to);
    }
  }

  private static String instant(Path file) {
    return String.valueOf(file.resolveSibling("").getFileName());
  }

  /** Changes the rows that fit. */
  int rows(Predicate<PublishedRow> which, Consumer<PublishedRow> change) throws IOException {
    return edit(rows -> {
      List<PublishedRow> fitting = rows.stream().filter(which).toList();
      fitting.forEach(change);
      return fitting.size();
    });
  }

  /** Gives the rows that fit once more, behind all others. */
  int repeat(Predicate<PublishedRow> which) throws IOException {
    return edit(rows -> {
      List<PublishedRow> fitting = rows.stream().filter(which).map(PublishedRow::copy).toList();
      rows.addAll(fitting);
      return fitting.size();
    });
  }

  /** Leaves the rows that fit out. */
  int leaveOut(Predicate<PublishedRow> which) throws IOException {
    return edit(rows -> {
      int before = rows.size();
      rows.removeIf(which);
      return before - rows.size();
    });
  }

  /** Sends the rows of the first file that fit once more in the second, before its own. */
  int carry(Predicate<PublishedRow> which) throws IOException {
    List<PublishedRow> late = new ArrayList<>();
    file(0)
        .edit(rows -> {
          rows.stream().filter(which).map(PublishedRow::copy).forEach(late::add);
          return late.size();
        });
    return file(1)
        .edit(rows -> {
          rows.addAll(0, late);
          return late.size();
        });
  }

  /** Sends the first file once more in place of the second. */
  int resend() throws IOException {
    Files.copy(files.get(0), files.get(1), StandardCopyOption.REPLACE_EXISTING);
    return file(1).edit(List::size);
  }

  /** Changes the first row of each file that fits. */
  int first(Predicate<PublishedRow> which, Consumer<PublishedRow> change) throws IOException {
    return edit(rows -> {
      Optional<PublishedRow> found = rows.stream().filter(which).findFirst();
      found.ifPresent(change);
      return found.isPresent() ? 1 : 0;
    });
  }

  /** Changes the whole text of each file; says how many rows they have. */
  int text(UnaryOperator<String> change) throws IOException {
    int rows = edit(List::size);
    text(change, feed.encoding().charset());
    return rows;
  }

  /** Changes the whole text of each file and writes it in another encoding. */
  int text(UnaryOperator<String> change, Charset written) throws IOException {
    for (Path file : files) {
      String text = Files.readString(file, feed.encoding().charset());
      Files.write(file, change.apply(text).getBytes(written));
    }
    return files.size();
  }

  private interface Edit {
    int apply(List<PublishedRow> rows);
  }

  private int edit(Edit edit) throws IOException {
    int changed = 0;
    for (Path file : files) {
      changed += feed.format().equals("csv") ? csv(file, edit) : json(file, edit);
    }
    return changed;
  }

  private int json(Path file, Edit edit) throws IOException {
    JsonNode root = JSON.readTree(file.toFile());
    String records =
        feed.format().equals("geojson")
            ? "/features"
            : String.valueOf(feed.options().getOrDefault("records", ""));
    ArrayNode array = (ArrayNode) root.at(records);
    List<PublishedRow> rows = new ArrayList<>();
    array.forEach(row -> rows.add(new OfJson((ObjectNode) row)));
    int changed = edit.apply(rows);
    array.removeAll();
    rows.forEach(row -> array.add(((OfJson) row).node()));
    JSON.writeValue(file.toFile(), root);
    return changed;
  }

  private int csv(Path file, Edit edit) throws IOException {
    Charset charset = feed.encoding().charset();
    String text = Files.readString(file, charset);
    String mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
    String end = text.contains("\r\n") ? "\r\n" : "\n";
    List<List<String>> lines = OfCsv.read(text.substring(mark.length()));
    List<String> given =
        feed.options().get("header") instanceof List<?> names
            ? names.stream().map(String::valueOf).toList()
            : List.of();
    boolean isNamed = given.isEmpty();
    List<String> header = isNamed ? lines.getFirst() : given;
    List<PublishedRow> rows = new ArrayList<>();
    lines.subList(isNamed ? 1 : 0, lines.size()).forEach(line -> rows.add(new OfCsv(header, line)));
    int changed = edit.apply(rows);
    List<List<String>> written = new ArrayList<>(isNamed ? List.of(header) : List.of());
    rows.forEach(row -> written.add(((OfCsv) row).values()));
    Files.write(file, (mark + OfCsv.write(written, end)).getBytes(charset));
    return changed;
  }
}
