package plaza.gtfs;

import java.nio.file.Path;
import java.time.LocalDate;
import org.mobilitydata.gtfsvalidator.runner.ApplicationType;
import org.mobilitydata.gtfsvalidator.runner.ValidationRunner;
import org.mobilitydata.gtfsvalidator.runner.ValidationRunnerConfig;
import org.mobilitydata.gtfsvalidator.util.VersionResolver;

/**
 * Validates GTFS archives and leaves {@code report.json} and {@code system_errors.json} in a folder
 * for each.
 */
public final class Validate {
  private Validate() {}

  /** A day to validate for, and then an archive and a folder for its reports, each in turn. */
  public static void main(String[] arguments) {
    LocalDate day = LocalDate.parse(arguments[0]);
    ValidationRunner runner = new ValidationRunner(new VersionResolver(ApplicationType.CLI));
    for (int i = 1; i + 1 < arguments.length; i += 2) {
      runner.run(
          ValidationRunnerConfig.builder()
              .setGtfsSource(Path.of(arguments[i]).toUri())
              .setOutputDirectory(Path.of(arguments[i + 1]))
              .setDateForValidation(day)
              .setNumThreads(1)
              .setSkipValidatorUpdate(true)
              .build());
    }
    // The library leaves threads of its own running.
    System.exit(0);
  }
}
