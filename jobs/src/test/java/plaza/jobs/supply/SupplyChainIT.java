package plaza.jobs.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import plaza.jobs.Checkout;

/** What is shipped, as the build left it: no network is asked. */
class SupplyChainIT {
  private static List<Piece> shipped = List.of();

  @BeforeAll
  static void read() throws IOException {
    shipped = Shipped.of(Checkout.ROOT);
  }

  @Test
  void nothing_known_to_be_bad_is_shipped() throws IOException {
    Advisories advisories = Declared.file("advisories.yaml", Advisories.class);
    assertThat(advisories.problems(shipped, LocalDate.now(ZoneOffset.UTC))).isEmpty();
  }

  @Test
  void every_licence_is_reviewed_and_no_review_is_of_nothing() throws IOException {
    List<Piece> pieces = new ArrayList<>(Sbom.pieces(bom("target/sbom/maven.json")));
    shipped.stream().filter(each -> each.within().equals(List.of("trino"))).forEach(pieces::add);
    assertThat(Declared.file("licences.yaml", Licences.class).problems(pieces)).isEmpty();
  }

  @Test
  void the_sbom_names_all_that_is_shipped() throws IOException {
    Set<String> listed = new HashSet<>();
    list(bom("target/bom.json"), listed);
    assertThat(shipped.stream().filter(each -> listed.stream().noneMatch(inFull(each)::startsWith)))
        .as("not in target/bom.json, which may be of an earlier build: build once online")
        .isEmpty();
  }

  // With its classifier, where only the file tells.
  private static String inFull(Piece piece) {
    return piece.name() + "-" + piece.version();
  }

  private static void list(JsonNode holder, Set<String> listed) {
    for (JsonNode each : holder.path("components")) {
      listed.add(each.path("name").asText() + "-" + each.path("version").asText());
      list(each, listed);
    }
  }

  private static JsonNode bom(String file) throws IOException {
    Path path = Checkout.ROOT.resolve(file);
    // The plugin that begins it runs online only, and is passed over elsewhere.
    assumeThat(path).exists();
    return new ObjectMapper().readTree(path.toFile());
  }
}
