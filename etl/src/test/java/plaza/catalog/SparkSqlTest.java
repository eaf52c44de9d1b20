package plaza.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import plaza.contract.DatasetName;

class SparkSqlTest {
  private static List<String> inputs(String sql) {
    SparkSql.Reading reading = SparkSql.read(sql);
    assertThat(reading.problem()).as(sql).isEmpty();
    return reading.inputs().stream().map(DatasetName::toString).toList();
  }

  private static String problem(String sql) {
    return SparkSql.read(sql).problem().orElseThrow(() -> new AssertionError(sql));
  }

  @Test
  void joins_name_what_is_read() {
    assertThat(
            inputs(
                "select a.x from city.a a join city.b b on a.x = b.x left join city.c using (x)"))
        .containsExactly("city.a", "city.b", "city.c");
    assertThat(inputs("select x from city.a, lateral (select y from city.b)"))
        .containsExactly("city.a", "city.b");
  }

  @Test
  void common_table_expressions_are_no_datasets_but_read_some() {
    assertThat(
            inputs(
                """
                with recent as (select x from city.a),
                     both as (select x from recent union all select x from city.b),
                     inner_one as (with recent as (select x from city.c) select x from recent)
                select x from both join inner_one using (x)
                """))
        .containsExactly("city.a", "city.b", "city.c");
  }

  @Test
  void the_case_of_a_common_table_expression_means_nothing() {
    assertThat(inputs("with Recent as (select x from city.a) select x from RECENT"))
        .containsExactly("city.a");
  }

  @Test
  void a_dataset_is_not_hidden_by_a_common_table_expression_of_its_table_name() {
    assertThat(inputs("with a as (select x from city.b) select x from city.a"))
        .containsExactly("city.a", "city.b");
  }

  @Test
  void subqueries_anywhere_are_read() {
    assertThat(
            inputs(
                """
                select x, (select max(y) from city.b) as y
                from city.a
                where x in (select x from city.c) and exists (select 1 from city.d)
                  and not exists (with w as (select 1 from city.e) select 1 from w)
                order by (select max(z) from city.f)
                """))
        .containsExactly("city.a", "city.b", "city.c", "city.d", "city.e", "city.f");
    assertThat(inputs("select x from (select x from (select x from city.a))"))
        .containsExactly("city.a");
    assertThat(
            inputs(
                "select x, count(*) as n from city.a group by x having n > (select 1 from city.b)"))
        .containsExactly("city.a", "city.b");
  }

  @Test
  void set_operations_read_both_sides() {
    assertThat(
            inputs(
                """
                select x from city.a union select x from city.b
                except select x from city.c intersect select x from city.d
                """))
        .containsExactly("city.a", "city.b", "city.c", "city.d");
  }

  @Test
  void an_older_version_of_a_dataset_is_read_too() {
    assertThat(inputs("select x from city.a version as of 3")).containsExactly("city.a");
    assertThat(inputs("select x from city.a timestamp as of '2026-01-01'"))
        .containsExactly("city.a");
  }

  @Test
  void names_may_be_quoted_and_comments_name_nothing() {
    assertThat(
            inputs(
                """
                -- from city.no
                select x /* from city.no */, 'from city.no' as s from `city`.`a`
                """))
        .containsExactly("city.a");
  }

  @Test
  void a_name_is_domain_and_table() {
    assertThat(problem("select x from a")).isEqualTo("the table 'a' is not named domain.table");
    assertThat(problem("select x from `city.a`"))
        .isEqualTo("the table 'city.a' is not named domain.table");
    assertThat(problem("select x from plaza.city.a"))
        .isEqualTo("the table 'plaza.city.a' is not named domain.table");
    assertThat(problem("select x from City.A")).contains("City.A");
    assertThat(problem("with w as (select x from w) select x from w"))
        .isEqualTo("the table 'w' is not named domain.table");
  }

  @Test
  void columns_are_those_of_the_outermost_list() {
    assertThat(
            SparkSql.read(
                    """
                    with w as (select * from city.a)
                    select w.x, y + 1 as y, `odd name`, count(*) as n from w group by all
                    having n > 1 order by x limit 5
                    """)
                .columns())
        .containsExactly("x", "y", "odd name", "n");
    assertThat(
            SparkSql.read("select distinct x from city.a union all select y from city.b").columns())
        .containsExactly("x");
  }

  @Test
  void a_star_or_a_column_without_name_is_refused() {
    for (String list : List.of("*", "a.*", "x, *", "x + 1", "count(*)", "* except (x)")) {
      assertThat(problem("select " + list + " from city.a a"))
          .as(list)
          .contains("in the select list has no name (use AS; no *)");
    }
  }

  @Test
  void only_a_query_is_a_query() {
    for (String sql :
        List.of(
            "",
            "select (x from city.a",
            "select 1 as x; select 2 as x",
            "drop table city.a",
            "delete from city.a",
            "insert into city.a select x from city.b",
            "with w as (select x from city.b) insert overwrite city.a select x from w",
            "from city.b insert into city.a select x",
            "create table city.a as select x from city.b",
            "create view city.a as select x from city.b",
            "values (1)",
            "table city.a")) {
      assertThat(SparkSql.read(sql).problem()).as(sql).isPresent();
    }
  }

  @Test
  void an_expression_is_one_expression() {
    assertThat(SparkSql.findProblem("to_timestamp(mday, 'yyyy-MM-dd HH:mm:ss')")).isEmpty();
    assertThat(SparkSql.findProblem("`未滿15歲`")).isEmpty();
    for (String sql : List.of("", "a +", "a; b", "select 1", "(a", "未滿15歲")) {
      assertThat(SparkSql.findProblem(sql)).as(sql).isPresent();
    }
  }
}
