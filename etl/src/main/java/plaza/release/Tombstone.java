package plaza.release;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stays of an edition that was withdrawn. */
@JsonNaming(SnakeCaseStrategy.class)
public record Tombstone(String dataset, String version, String withdrawnAt, String why) {
  /** The name of its file. */
  public static final String NAME = "withdrawn.json";

  /** Writes it into the edition's folder. */
  public void write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve(NAME),
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(this)
            + "\n");
  }
}
