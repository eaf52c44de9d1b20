package plaza.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The canonical validator, asked by the launcher in a process of its own. */
class BrokenGtfsIT {
  private static final Pattern HEAD = Pattern.compile("(\\S+)\\.zip on 2008-01-01: .*");
  private static final Pattern ERROR = Pattern.compile(" *(\\w+) +ERROR +.*");

  @TempDir Path folder;

  @BeforeEach
  void without_the_folder_of_real_feeds_tests_are_skipped() {
    Assumptions.assumeTrue(
        Files.isDirectory(BrokenTimetables.FOLDER), "no folder of broken feeds at hand");
  }

  private Cli.Answer gtfs(List<Path> archives) {
    List<String> arguments = new ArrayList<>(List.of("gtfs", "--on", "2008-01-01"));
    archives.forEach(archive -> arguments.add(archive.toString()));
    return new Cli(folder.resolve("home")).run(arguments.toArray(String[]::new));
  }

  @Test
  void each_defect_has_its_canonical_name() throws IOException {
    Cli.Answer answer = gtfs(BrokenTimetables.zip(folder));
    assertThat(answer.exit()).as(answer.err()).isEqualTo(1);
    Map<String, SortedSet<String>> errors = new TreeMap<>();
    String archive = "";
    for (String line : answer.out().lines().toList()) {
      Matcher head = HEAD.matcher(line);
      Matcher error = ERROR.matcher(line);
      if (head.matches()) {
        archive = head.group(1);
        errors.put(archive, new TreeSet<>());
      } else if (error.matches()) {
        errors.get(archive).add(error.group(1));
      }
    }
    Map<String, SortedSet<String>> expected = new TreeMap<>();
    BrokenTimetables.FOUND.forEach(
        (name, codes) -> expected.put(name, new TreeSet<>(codes.canonical())));
    assertThat(errors).isEqualTo(expected);
  }

  @Test
  void a_real_timetable_passes_with_remarks_and_a_file_that_is_none_is_wrong_use() {
    Path cairns = BrokenTimetables.FOLDER.resolve("../../gtfs/mrcagney__gtfs_kit/cairns_gtfs.zip");
    Cli.Answer answer = gtfs(List.of(cairns.normalize()));
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.out()).containsPattern("stop_too_far_from_shape +WARNING +5 +trip");
    Cli.Answer nothing = gtfs(List.of(folder.resolve("none.zip")));
    assertThat(nothing.exit()).isEqualTo(2);
    assertThat(nothing.err()).contains("neither a feed nor a file");
  }
}
