package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.Source.Expression;

class SourceTest {
  private static final String STOPS =
      """
      feed: gtfs
      city: ys
      member: stops
      valid: {from: 2026-03-29, to: 2026-12-31}
      where: county = 'Ys'
      rows: array(named_struct('n', 1))
      optional: [stop_code]
      columns:
        stop_id: stop_id
        position: >-
          ST_Point(cast(lon as double),
          cast(lat as double))
      """;

  @TempDir Path folder = Path.of("");

  private Declared<Source> source(String text) {
    return Declared.read(folder.resolve("ys.yaml"), text, Source::read);
  }

  @Test
  void a_source_knows_the_lines_of_its_expressions() {
    Source source = source(STOPS).good();
    assertThat(source.id()).isEqualTo("ys");
    assertThat(source.feed()).isEqualTo("gtfs");
    assertThat(source.city()).isEqualTo("ys");
    assertThat(source.member()).isEqualTo("stops");
    assertThat(source.where()).isEqualTo(new Expression("county = 'Ys'", 5));
    assertThat(source.rows()).isEqualTo(new Expression("array(named_struct('n', 1))", 6));
    assertThat(source.optional()).containsExactly("stop_code");
    assertThat(source.columns())
        .containsExactly(
            Map.entry("stop_id", new Expression("stop_id", 9)),
            Map.entry(
                "position",
                new Expression("ST_Point(cast(lon as double), cast(lat as double))", 10)));
  }

  @Test
  void days_of_validity_are_inclusive_and_either_may_be_absent() {
    Source source = source(STOPS).good();
    assertThat(source.covers(LocalDate.parse("2026-03-28"))).isFalse();
    assertThat(source.covers(LocalDate.parse("2026-03-29"))).isTrue();
    assertThat(source.covers(LocalDate.parse("2026-12-31"))).isTrue();
    assertThat(source.covers(LocalDate.parse("2027-01-01"))).isFalse();
    Source open = source(STOPS.replace("{from: 2026-03-29, to: 2026-12-31}", "{}")).good();
    assertThat(open.covers(LocalDate.MIN)).isTrue();
    assertThat(open.covers(LocalDate.MAX)).isTrue();
  }

  @Test
  void a_city_is_named_or_mapped() {
    String without = STOPS.replace("city: ys\n", "");
    assertThat(source(without).told())
        .containsExactly(
            "1: found no city, expected the key 'city', or an expression for the column city");
    assertThat(source(without + "  city: _name\n").good().city()).isNull();
  }

  @Test
  void each_problem_is_told_at_its_line() {
    Map<String, String> broken =
        Map.of(
            STOPS.replace("where:", "filter:"),
            "5: found the key 'filter', expected one of"
                + " [city, columns, feed, member, optional, optional_member, rows, valid, where]",
            STOPS.replace("from: 2026-03-29", "since: 2026-03-29"),
            "4: found the key 'since', expected one of [from, to]",
            STOPS.replace("2026-03-29", "2026-02-30"),
            "4: found '2026-02-30', expected a day such as 2026-03-29",
            STOPS.replace("feed: gtfs\n", ""),
            "1: found no 'feed', expected the key 'feed'",
            STOPS.replace("stop_id: stop_id", "stop_id: [stop_id]"),
            "9: found a list, expected a single value",
            STOPS.replace("[stop_code]", "stop_code"),
            "7: found a single value, expected a list",
            STOPS + "  stop_id: again\n",
            "13: found the key 'stop_id' twice, expected each key once");
    broken.forEach((text, told) -> assertThat(source(text).told()).as(text).containsExactly(told));
  }

  @Test
  void a_member_may_be_said_to_be_optional() {
    assertThat(source(STOPS).good().optionalMember()).isFalse();
    String optional = STOPS.replace("member: stops\n", "member: stops\noptional_member: true\n");
    assertThat(source(optional).good().optionalMember()).isTrue();
    assertThat(source(optional.replace("member: stops\n", "")).told())
        .containsExactly(
            "3: found no member that could be absent, expected the key 'member' beside it");
  }

  @Test
  void columns_are_required() {
    assertThat(source("feed: gtfs\ncity: ys\n").told())
        .containsExactly("1: found no 'columns', expected the key 'columns'");
  }
}
