package plaza.jobs.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.jobs.stack.StackException;

/** Tools that are missing or fail are told with what to do; programs of a page stand for them. */
class PythonEnvironmentTest {
  @TempDir Path folder;

  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void there_is_a_lock() throws IOException {
    Files.createDirectories(folder.resolve("dags/plaza_airflow"));
    Files.createDirectories(folder.resolve("bin"));
    Files.writeString(folder.resolve("dags/requirements.txt"), "apache-airflow==3.3.2\n");
  }

  private PythonEnvironment environment() {
    return new PythonEnvironment(
        folder.resolve("dags"), folder.resolve("environments"), folder.resolve("bin").toString());
  }

  private void make() throws Exception {
    environment().make(folder.resolve("log"), progress::add);
  }

  private void program(String name, String script) throws IOException {
    Path file = Files.writeString(folder.resolve("bin/" + name), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void neither_uv_nor_python_is_told() {
    assertThatThrownBy(this::make)
        .isInstanceOf(StackException.class)
        .hasMessage(
            "Airflow needs Python, and found neither uv nor python3 on the PATH; install one (apt"
                + " install python3-venv, brew install uv)");
  }

  @Test
  void a_python_without_venv_is_told() throws Exception {
    program("python3", "echo 'No module named venv' >&2; exit 1\n");
    assertThatThrownBy(this::make)
        .hasMessageStartingWith(
            "python3 cannot make an environment (python3 failed: No module named venv; see ")
        .hasMessageEndingWith("); install its venv (apt install python3-venv) or uv");
  }

  @Test
  void a_registry_out_of_reach_is_told_with_how_to_name_another() throws Exception {
    program(
        "uv",
        """
        [ "$1" = venv ] && exit 0
        echo 'error: Failed to fetch: `https://pypi.org/simple/alembic/`' >&2
        echo '  Caused by: dns error' >&2
        exit 2
        """);
    assertThatThrownBy(this::make)
        .hasMessage(
            "uv failed: error: Failed to fetch: `https://pypi.org/simple/alembic/` Caused by: dns"
                + " error. It installs from pypi.org, or from the mirror that UV_DEFAULT_INDEX and"
                + " PIP_INDEX_URL name; see "
                + folder.resolve("log"));
    assertThat(environment().isMade()).isFalse();
  }

  @Test
  void a_package_of_another_hash_is_told() throws Exception {
    program(
        "uv",
        """
        [ "$1" = venv ] && exit 0
        echo 'error: Hash mismatch for `alembic==1.18.0`' >&2
        exit 1
        """);
    assertThatThrownBy(this::make)
        .hasMessage(
            "uv failed: error: Hash mismatch for `alembic==1.18.0`; see " + folder.resolve("log"));
  }

  @Test
  void it_is_made_once_from_the_lock_with_hashes() throws Exception {
    Files.writeString(folder.resolve("dags/pyproject.toml"), "[project]\n");
    program("uv", "echo \"$@\" >> '" + folder.resolve("calls") + "'\n");
    Files.createDirectories(environment().folder());
    make();
    make();
    List<String> calls = Files.readAllLines(folder.resolve("calls"));
    assertThat(calls).hasSize(3);
    assertThat(calls.get(0)).startsWith("venv ").endsWith(environment().folder().toString());
    assertThat(calls.get(1))
        .startsWith("pip sync ")
        .contains("--require-hashes", "--compile-bytecode")
        .endsWith("requirements.txt");
    assertThat(calls.get(2))
        .startsWith("pip install ")
        .contains("--no-deps", "--no-build-isolation");
    assertThat(progress).hasSize(1);
  }

  @Test
  void what_it_is_made_of_names_it() throws Exception {
    Files.writeString(folder.resolve("dags/pyproject.toml"), "[project]\n");
    Path before = environment().folder();
    Files.writeString(folder.resolve("dags/plaza_dags.py"), "DAGs are not installed\n");
    assertThat(environment().folder()).isEqualTo(before);
    Files.writeString(folder.resolve("dags/plaza_airflow/operator.py"), "x = 1\n");
    Path changed = environment().folder();
    assertThat(changed).isNotEqualTo(before);
    Files.writeString(folder.resolve("dags/requirements.txt"), "apache-airflow==3.3.3\n");
    assertThat(environment().folder()).isNotEqualTo(changed);
  }

  @Test
  void a_checkout_without_a_lock_is_told() throws Exception {
    Files.delete(folder.resolve("dags/requirements.txt"));
    assertThatThrownBy(this::make)
        .hasMessageMatching("no .*/requirements.txt, which says what Airflow is installed from");
  }
}
