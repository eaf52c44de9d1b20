package plaza.silver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A time that is remembered from the row before is that of the row's own text. */
class AttemptTest {
  @ParameterizedTest
  @CsvSource({"CODEGEN_ONLY, true", "CODEGEN_ONLY, false", "NO_CODEGEN, false"})
  void a_time_is_that_of_its_own_text(String mode, String wholeStage) throws Exception {
    SparkSession spark = SmallSilver.session(mode, wholeStage);
    // All of one length: what is remembered must not lie where the next row is put.
    Dataset<Row> rows =
        SmallSilver.rows(
            spark,
            "t string",
            new @Nullable Object[][] {
              {"2026-05-01 00:00:00"},
              {"2026-05-01 00:00:00"},
              {"2026-02-30 00:00:00"},
              {"2026-02-30 00:00:00"},
              {"2026-02-31 00:00:00"},
              {"2026-05-01 00:00:00"},
              {null},
              {null},
              {"2026-05-02 00:00:00"},
              {"2026-02-30 00:00:00"},
              {null}
            });
    String first = "2026-05-01T00:00:00Z|null";
    String bad =
        "null|[CANNOT_PARSE_TIMESTAMP] Text '2026-02-%1$s 00:00:00' could not be parsed:"
            + " Invalid date 'FEBRUARY %1$s'.";
    assertThat(attempts(spark, rows, "to_timestamp(t, 'yyyy-MM-dd HH:mm:ss')"))
        .containsExactly(
            first,
            first,
            bad.formatted(30),
            bad.formatted(30),
            bad.formatted(31),
            first,
            "null|null",
            "null|null",
            "2026-05-02T00:00:00Z|null",
            bad.formatted(30),
            "null|null");
  }

  @ParameterizedTest
  @CsvSource({"CODEGEN_ONLY, true", "CODEGEN_ONLY, false", "NO_CODEGEN, false"})
  void a_time_of_two_fields_is_that_of_both(String mode, String wholeStage) throws Exception {
    SparkSession spark = SmallSilver.session(mode, wholeStage);
    Dataset<Row> rows =
        SmallSilver.rows(
                spark,
                "t string, d string, f string",
                new @Nullable Object[][] {
                  {"00:00", "2026-05-01", "2026-06-01T00:00:00Z"},
                  {"00:00", "2026-05-02", "2026-06-02T00:00:00Z"},
                  {"01:00", "2026-05-02", "2026-06-02T00:00:00Z"},
                  {"01:00", null, null},
                })
            .selectExpr("t", "d", "to_timestamp(f) as _fetched_at");
    assertThat(attempts(spark, rows, "to_timestamp(concat(d, ' ', t), 'yyyy-MM-dd HH:mm')"))
        .containsExactly(
            "2026-05-01T00:00:00Z|null",
            "2026-05-02T00:00:00Z|null",
            "2026-05-02T01:00:00Z|null",
            "null|null");
    assertThat(
            attempts(
                spark,
                rows,
                "to_timestamp(concat(date_format(_fetched_at, 'yyyy-MM-dd '), t), 'yyyy-MM-dd HH:mm')"))
        .containsExactly(
            "2026-06-01T00:00:00Z|null",
            "2026-06-02T00:00:00Z|null",
            "2026-06-02T01:00:00Z|null",
            "null|null");
  }

  private static List<String> attempts(SparkSession spark, Dataset<Row> rows, String sql)
      throws Exception {
    return SmallSilver.texts(rows.select(SparkExpressions.attempt(spark, sql).as("a")), "a.*");
  }
}
