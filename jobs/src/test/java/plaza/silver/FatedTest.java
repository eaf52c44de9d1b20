package plaza.silver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which row of a key is kept does not depend on how it is looked for. */
class FatedTest {
  private static final String FIRST = "2026-05-08T01:00:00Z";
  private static final String SECOND = "2026-05-08T02:00:00Z";
  private static final String THIRD = "2026-05-08T03:00:00Z";

  @TempDir Path folder = Path.of("");

  // Six hashes of a key come twice: as many are looked up one by one, one less puts all in order.
  @ParameterizedTest
  @CsvSource({"10000, false", "6, false", "5, true", "0, true"})
  void rows_have_the_same_fates_whether_few_or_many_keys_come_twice(
      int limit, boolean putsAllInOrder) throws Exception {
    SmallSilver silver = new SmallSilver(folder);
    silver.declared.dataset(
        "readings",
        """
        - {name: city, physicalType: varchar, description: City, primaryKey: true, primaryKeyPosition: 1}
        - {name: a, %s2}
        - {name: b, %s3}
        - {name: value, physicalType: double, description: Value, logicalTypeOptions: {maximum: 900}}
        """
            .formatted(SmallSilver.KEY, SmallSilver.KEY),
        "");
    silver.declared.source(
        "readings", "plain", "where: kind = 'ours'\ncolumns: {a: a, b: b, value: v}\n");
    silver.declared.source(
        "readings",
        "parts",
        """
        rows: transform(split(vs, ' '), x -> named_struct('v', x))
        columns: {a: a, b: b, value: v}
        """);
    silver.land(
        "plain",
        FIRST,
        """
        a,b,v,kind
        1,1,10,ours
        2,1,20,ours
        3,1,30,ours
        3,1,31,ours
        4,1,40,ours
        ,1,50,ours
        5,1,60,other
        """);
    // The hash of (8, 4031931842686190616) is that of (7, 1): made so, going through it backwards.
    silver.land(
        "plain",
        SECOND,
        """
        a,b,v,kind
        1,1,11,ours
        4,1,999,ours
        5,1,61,ours
        5,1,62,other
        ,1,51,ours
        6,1,70,ours
        7,1,80,ours
        8,4031931842686190616,81,ours
        """);
    silver.land(
        "parts",
        THIRD,
        """
        a,b,vs
        6,1,71 72
        9,1,90 91
        10,1,
        10,1,100 101
        11,1,
        """);

    Conformed conformed = silver.conform("readings", limit);

    if (putsAllInOrder) {
      assertThat(conformed.held()).isSameAs(conformed.rows());
    } else {
      assertThat(conformed.held()).isNotSameAs(conformed.rows());
    }
    // Hour, line and part; key and value; fate and code; the winner's hour, line and part.
    assertThat(
            SmallSilver.texts(
                conformed.rows(),
                "substr(_receipt, 10, 2)",
                "_row",
                "_part",
                "concat_ws('/', a, b)",
                "value",
                "_fate",
                "_code",
                "regexp_replace(_winner, '^.{9}(..).*?(?= )', '$1')"))
        .containsExactlyInAnyOrder(
            "01|2|null|1/1|10.0|superseded|null|02 2",
            "01|3|null|2/1|20.0|kept|null|null",
            "01|4|null|3/1|30.0|superseded|null|01 5",
            "01|5|null|3/1|31.0|kept|null|null",
            "01|6|null|4/1|40.0|kept|null|null",
            "01|7|null|1|50.0|refused|missing_key|null",
            "01|8|null|5/1|60.0|out_of_scope|null|null",
            "02|2|null|1/1|11.0|kept|null|null",
            "02|3|null|4/1|999.0|refused|out_of_range|null",
            "02|4|null|5/1|61.0|kept|null|null",
            "02|5|null|5/1|62.0|out_of_scope|null|null",
            "02|6|null|1|51.0|refused|missing_key|null",
            "02|7|null|6/1|70.0|superseded|null|03 2 1",
            "02|8|null|7/1|80.0|kept|null|null",
            "02|9|null|8/4031931842686190616|81.0|kept|null|null",
            "03|2|0|6/1|71.0|superseded|null|03 2 1",
            "03|2|1|6/1|72.0|kept|null|null",
            "03|3|0|9/1|90.0|superseded|null|03 3 1",
            "03|3|1|9/1|91.0|kept|null|null",
            "03|4|null|10/1|null|superseded|null|03 5 1",
            "03|5|0|10/1|100.0|superseded|null|03 5 1",
            "03|5|1|10/1|101.0|kept|null|null",
            "03|6|null|11/1|null|kept|null|null");
    conformed.release();
  }
}
