package plaza.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects the problems met while declarations are read, so that one never hides the next. */
public final class Problems {
  private final List<Problem> problems = new ArrayList<>();

  /** Adds a problem at a line (from 1) of a file. */
  public void add(Path file, int line, String found, String expected) {
    problems.add(new Problem(file, line, found, expected));
  }

  /** How many there are by now; two readings of it tell whether something between went wrong. */
  public int count() {
    return problems.size();
  }

  /** All of them, in the order met. */
  public List<Problem> list() {
    return List.copyOf(problems);
  }
}
