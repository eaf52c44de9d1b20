package plaza.contract;

import java.nio.file.Path;

/**
 * Something wrong in a declaration: the file, its line (from 1), what was found and what was
 * expected there.
 */
public record Problem(Path file, int line, String found, String expected) {
  @Override
  public String toString() {
    return file + ":" + line + ": found " + found + ", expected " + expected;
  }
}
