package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCheckTest {
  @TempDir Path folder;

  private final Problems problems = new Problems();

  private List<SqlCheck> read(String text) throws IOException {
    Path file = folder.resolve("checks.sql");
    Files.writeString(file, text);
    return SqlCheck.read(file, problems);
  }

  private List<String> told() {
    return problems.list().stream()
        .map(p -> p.line() + ": found " + p.found() + ", expected " + p.expected())
        .toList();
  }

  @Test
  void each_check_has_a_code_a_reason_and_its_place() throws IOException {
    List<SqlCheck> checks =
        read(
            """
            -- About this table.
            -- #fail KEY_LOST: a trip needs its route
            select trip_id
            from mobility.trips
            -- #warn LATE: so the steward knows
            select 1
            """);
    assertThat(problems.list()).isEmpty();
    assertThat(checks).extracting(SqlCheck::code).containsExactly("KEY_LOST", "LATE");
    assertThat(checks).extracting(SqlCheck::isError).containsExactly(true, false);
    assertThat(checks).extracting(SqlCheck::line).containsExactly(3, 6);
    assertThat(checks.getFirst().why()).isEqualTo("a trip needs its route");
    assertThat(checks.getFirst().sql()).isEqualTo("select trip_id\nfrom mobility.trips");
  }

  @Test
  void a_statement_without_a_reason_is_a_problem() throws IOException {
    assertThat(read("select 1\n")).isEmpty();
    assertThat(told())
        .containsExactly(
            "1: found a statement that says not why it is there,"
                + " expected -- #fail CODE: why, or -- #warn CODE: why");
  }

  @Test
  void a_marker_that_is_none_an_empty_check_and_a_code_twice_are_problems() throws IOException {
    read(
        """
        -- #fail lower: no
        select 1
        -- #fail EMPTY: nothing
        -- #warn A: once
        select 1
        -- #warn A: again
        select 2
        """);
    assertThat(told())
        .containsExactly(
            "1: found '-- #fail lower: no', expected -- #fail CODE: why, or -- #warn CODE: why",
            "3: found no statement, expected a SELECT of the rows that offend",
            "6: found the code A twice, expected each code once");
  }
}
