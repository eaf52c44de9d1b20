package plaza.jobs.wall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.DatasetName;
import plaza.jobs.Checkout;

/** Declarations that change under the keeper. */
class DeclarationsTest {
  private static final DatasetName DEPTH = DatasetName.parse("hazard.flood_depth");

  @TempDir Path folder;

  @Test
  void one_that_cannot_be_read_stays_as_it_was_and_one_that_is_gone_is_gone() throws Exception {
    Path tree = folder.resolve("schemas");
    FileUtils.copyDirectory(Checkout.SCHEMAS.toFile(), tree.toFile());
    Declarations declarations = new Declarations(List.of(tree));
    int before = declarations.terms().offered().size();
    assertThat(declarations.terms().offered()).containsKey(DEPTH);
    Path contract = tree.resolve("hazard/flood_depth/contract.yaml");
    String text = Files.readString(contract);
    write(contract, "schema: [");
    assertThat(declarations.terms().offered()).hasSize(before).containsKey(DEPTH);
    write(contract, text.replace("property: release", "property: released"));
    assertThat(declarations.terms().offered()).doesNotContainKey(DEPTH);
    write(contract, text);
    assertThat(declarations.terms().offered()).hasSize(before);
    FileUtils.deleteDirectory(tree.resolve("hazard/flood_depth").toFile());
    assertThat(declarations.terms().offered()).doesNotContainKey(DEPTH);
  }

  private static void write(Path file, String text) throws Exception {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(text.length())));
  }
}
