package plaza.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.sedona.common.Functions;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;

class S2CellTest {
  @Test
  void the_cell_of_a_point_is_that_of_sedonas_function() {
    Random random = new Random(8);
    GeometryFactory points = new GeometryFactory();
    for (int i = 0; i < 50; i++) {
      double x = random.nextDouble(-180, 180);
      double y = random.nextDouble(-85, 85);
      assertThat(new S2Cell().call(x, y, x, y))
          .as("%s %s", x, y)
          .isEqualTo(Functions.s2CellIDs(points.createPoint(new Coordinate(x, y)), 24)[0]);
    }
  }

  @Test
  void a_box_has_the_cell_of_its_middle_and_none_has_none() {
    assertThat(new S2Cell().call(10.0, 20.0, 12.0, 22.0))
        .isEqualTo(new S2Cell().call(11.0, 21.0, 11.0, 21.0));
    assertThat(new S2Cell().call(null, 20.0, 12.0, 22.0)).isNull();
  }
}
