package plaza.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import plaza.format.UnreadableFile.Fault;

class FindingCodeTest {
  @ParameterizedTest
  @EnumSource(FindingCode.class)
  void every_code_says_what_it_means_and_what_to_do(FindingCode code) {
    // A sentence: a capital, words, a full stop.
    assertThat(code.meaning()).matches("(?s)[A-Z]\\S* \\S.*\\S\\.").doesNotContain("TODO");
    assertThat(code.remedy()).matches("(?s)[A-Z]\\S* \\S.*\\S\\.").doesNotContain("TODO");
  }

  @Test
  void ids_are_snake_case_and_unique() {
    assertThat(FindingCode.values())
        .extracting(FindingCode::id)
        .doesNotHaveDuplicates()
        .allSatisfy(id -> assertThat(id).matches("[a-z]+(_[a-z]+)*"));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void every_fault_of_a_file_is_a_code_that_fails_the_build(Fault fault) {
    assertThat(FindingCode.valueOf(fault.name()).severity()).isEqualTo(Severity.FAIL);
  }

  @Test
  void a_finding_reads_as_code_dataset_address_and_message() {
    assertThat(
            new Finding(FindingCode.NOT_TYPED, "mobility.stops", "r1 row 2", "found a, expected b"))
        .hasToString("not_typed mobility.stops r1 row 2: found a, expected b");
    assertThat(new Finding(FindingCode.EMPTY_FILE, "mobility.stops", "", "found no rows"))
        .hasToString("empty_file mobility.stops: found no rows");
  }
}
