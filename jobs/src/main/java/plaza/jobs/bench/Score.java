package plaza.jobs.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One line of a bench that tries to break what is promised.
 *
 * @param what was done
 * @param times how often
 * @param whole how often it is done when the bench is run whole
 * @param failures how often it did not end as it must
 * @param note what was seen beside
 */
public record Score(String what, long times, long whole, long failures, String note) {
  /** Whether all ended as they must. */
  public boolean isGood() {
    return times > 0 && failures == 0;
  }

  /** Writes scores as JSON; says where. */
  public static Path write(Path file, List<Score> scores) throws IOException {
    JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValue(file.toFile(), scores);
    return file;
  }
}
