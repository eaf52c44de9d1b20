package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalTime;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CadenceTest {
  private static TemporalAmount amount(String text) {
    return text.startsWith("PT") ? Duration.parse(text) : Period.parse(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT30S, 00:00, * * * * *",
    "PT1M, 00:00, * * * * *",
    "PT10M, 00:00, */10 * * * *",
    "PT60M, 00:00, 0 * * * *",
    "PT1H, 06:20, 20 * * * *",
    "PT6H, 08:30, 30 2-23/6 * * *",
    "PT24H, 06:00, 0 6 * * *",
    "P1D, 06:05, 5 6 * * *",
    "P7D, 06:00, 0 6 * * 1",
    "P1M, 00:00, 0 0 1 * *",
    "P3M, 00:00, 0 0 1 */3 *",
    "P12M, 00:00, 0 0 1 1 *",
    "P1Y, 00:00, 0 0 1 1 *",
  })
  void what_a_clock_or_a_calendar_shows_has_a_cron(String every, LocalTime at, String cron) {
    assertThat(Cadence.cron(amount(every), at)).contains(cron);
  }

  @ParameterizedTest
  @CsvSource({"PT90S", "PT7M", "PT90M", "PT7H", "PT36H", "P3D", "P14D", "P5M", "P1M10D", "P2Y"})
  void other_steps_have_none(String every) {
    assertThat(Cadence.cron(amount(every), LocalTime.MIDNIGHT)).isEmpty();
  }
}
