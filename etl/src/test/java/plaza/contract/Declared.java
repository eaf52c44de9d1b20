package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** One declaration in a file, and what reading it says. */
record Declared<T>(Optional<T> value, List<Problem> problems) {
  static <T> Declared<T> read(
      Path file, String text, BiFunction<Path, Problems, Optional<T>> read) {
    return read(file, text.getBytes(StandardCharsets.UTF_8), read);
  }

  static <T> Declared<T> read(
      Path file, byte[] bytes, BiFunction<Path, Problems, Optional<T>> read) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Problems problems = new Problems();
    Optional<T> value = read.apply(file, problems);
    return new Declared<>(value, problems.list());
  }

  T good() {
    assertThat(problems).isEmpty();
    return value.orElseThrow();
  }

  /** The problems as {@code line: found …, expected …}; a value beside them fails the test. */
  List<String> told() {
    assertThat(value).isEmpty();
    assertThat(problems).isNotEmpty();
    return problems.stream()
        .map(p -> p.line() + ": found " + p.found() + ", expected " + p.expected())
        .toList();
  }
}
