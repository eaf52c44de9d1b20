package plaza.jobs.supply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdvisoriesTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 27);
  private static final String ADVISORIES =
      """
      advisories:
        - {id: CVE-2022-1471, artifact: "org.yaml:snakeyaml", range: "[,2.0)", why: It runs code.}
      """;

  @TempDir Path lib;

  @Test
  void a_version_in_the_range_is_refused_and_the_first_one_mended_is_not() throws IOException {
    write("snakeyaml-1.33.jar", pom("org.yaml", "snakeyaml", "1.33"));
    write("snakeyaml-2.0.jar", pom("org.yaml", "snakeyaml", "2.0"));

    assertThat(problems("waivers: []"))
        .containsExactly(
            "CVE-2022-1471: org.yaml:snakeyaml:1.33 in jobs. It runs code. Pin a version outside"
                + " [,2.0), or waive it in advisories.yaml with a reason and a day.");
  }

  @Test
  void a_bad_version_is_found_where_it_was_shaded_and_where_it_lies_as_a_jar_in_a_jar()
      throws IOException {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    zip(inner, pom("org.yaml", "snakeyaml", "1.30"));
    write(
        "engine-4.0.jar",
        pom("org.example", "engine", "4.0"),
        pom("org.yaml", "snakeyaml", "1.31"),
        new Entry("lib/inner-1.jar", inner.toString(StandardCharsets.ISO_8859_1)));

    assertThat(problems("waivers: []"))
        .anyMatch(each -> each.contains("snakeyaml:1.31 in jobs / engine-4.0.jar."))
        .anyMatch(each -> each.contains("snakeyaml:1.30 in jobs / engine-4.0.jar / inner-1.jar."))
        .hasSize(2);
  }

  @Test
  void a_jar_that_says_nothing_goes_by_its_file() throws IOException {
    write("snakeyaml-1.33.jar");
    write("org.y...aml_snakeyaml-1.32.jar");
    write("com.example_snakeyaml-1.31.jar");

    assertThat(problems("waivers: []")).hasSize(2);
  }

  @Test
  void a_waiver_holds_to_its_day_and_in_its_place() throws IOException {
    write(
        "engine-4.0.jar",
        pom("org.example", "engine", "4.0"),
        pom("org.yaml", "snakeyaml", "1.31"));
    String waiver =
        "waivers: [{id: CVE-2022-1471, within: %s, why: No YAML is read., until: \"%s\"}]";

    assertThat(problems(waiver.formatted("engine", "2026-11-27"))).isEmpty();
    assertThat(problems(waiver.formatted("engine", "2026-11-26")))
        .containsExactly(
            "the waiver of CVE-2022-1471 within engine ended on 2026-11-26: upgrade, or judge it"
                + " anew and say so.");
    assertThat(problems(waiver.formatted("eng", "2026-11-27")))
        .anyMatch(each -> each.startsWith("CVE-2022-1471: "))
        .anyMatch(each -> each.contains("not needed any more"));
  }

  private List<String> problems(String waivers) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    Shipped.read(pieces, lib, "jobs");
    return Declared.text(ADVISORIES + waivers, Advisories.class).problems(pieces, TODAY);
  }

  // Bytes as the text that ISO 8859-1 makes of them.
  private record Entry(String name, String bytes) {}

  private static Entry pom(String group, String name, String version) {
    return new Entry(
        "META-INF/maven/" + group + "/" + name + "/pom.properties",
        "groupId=%s\nartifactId=%s\nversion=%s\n".formatted(group, name, version));
  }

  private void write(String file, Entry... entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(lib.resolve(file))) {
      zip(out, entries);
    }
  }

  private static void zip(OutputStream out, Entry... entries) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Entry entry : entries) {
      zip.putNextEntry(new ZipEntry(entry.name()));
      zip.write(entry.bytes().getBytes(StandardCharsets.ISO_8859_1));
      zip.closeEntry();
    }
    zip.finish();
  }
}
