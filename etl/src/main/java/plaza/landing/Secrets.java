package plaza.landing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The secrets that feeds name: {@code PLAZA_SECRET_<NAME>} of the environment, else a file by that
 * name that only its owner may read. Plaza's own secrets stand in the same folder with a hyphen in
 * their names, which no feed's may have.
 */
public final class Secrets {
  private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]+");
  private static final Set<PosixFilePermission> OPEN =
      EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

  private final Path folder;
  private final Map<String, String> environment;

  /** Secrets of a folder and an environment. */
  public Secrets(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** The value of a secret. */
  String value(String name) throws FetchFailure {
    String variable = "PLAZA_SECRET_" + name.toUpperCase(Locale.ROOT);
    String set = environment.get(variable);
    Path file = folder.resolve(name);
    String value = set != null ? set.strip() : read(name, variable, file);
    // A line break would be a header of its own, and the client would quote the value to say so.
    if (!PRINTABLE.matcher(value).matches()) {
      throw FetchFailure.secret(
          "found an empty secret %s, or more than one line of ASCII, expected its value alone in %s"
              .formatted(name, set != null ? variable : file));
    }
    return value;
  }

  private static String read(String name, String variable, Path file) throws FetchFailure {
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
          && Files.getPosixFilePermissions(file).stream().anyMatch(OPEN::contains)) {
        throw FetchFailure.secret(
            "found the secret %s open to others, expected it closed: chmod 600 %s"
                .formatted(name, file));
      }
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      throw FetchFailure.secret(
          "found no secret %s, expected it in %s (mode 600) or in the environment as %s"
              .formatted(name, file, variable));
    } catch (FetchFailure e) {
      throw e;
    } catch (IOException e) {
      throw FetchFailure.secret(
          "found a secret %s that cannot be read (%s), expected a text in %s"
              .formatted(name, e.getClass().getSimpleName(), file));
    }
  }
}
