package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrsTest {
  @Test
  void longitude_and_latitude_in_all_their_names_are_epsg_4326() {
    for (String name :
        List.of(
            "EPSG:4326",
            " epsg:4326 ",
            "OGC:CRS84",
            "CRS84",
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "urn:ogc:def:crs:OGC::CRS84",
            "urn:ogc:def:crs:EPSG::4326",
            "URN:OGC:DEF:CRS:EPSG:9.8.1:4326")) {
      assertThat(Crs.epsg(name)).as(name).isEqualTo("EPSG:4326");
    }
  }

  @Test
  void other_systems_keep_their_number() {
    assertThat(Crs.epsg("epsg:3826")).isEqualTo("EPSG:3826");
    assertThat(Crs.epsg("urn:ogc:def:crs:EPSG::25832")).isEqualTo("EPSG:25832");
    assertThat(Crs.epsg("EPSG:102100")).isEqualTo("EPSG:102100");
  }

  @Test
  void anything_else_is_refused() {
    for (String name :
        List.of(
            "",
            "4326",
            "EPSG:",
            "EPSG:12",
            "EPSG:4326;",
            "OGC:CRS84h",
            "urn:ogc:def:crs:OGC::3826",
            "ESRI:102001")) {
      assertThatThrownBy(() -> Crs.epsg(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
