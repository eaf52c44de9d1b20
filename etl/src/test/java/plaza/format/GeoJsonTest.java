package plaza.format;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.format.UnreadableFile.Fault;

class GeoJsonTest {
  private static final String FEATURE =
      """
      {"type": "Feature", "id": 7, "properties": {"name": "Harbour", "geometry": "no"},
       "geometry": {"type": "Point", "coordinates": [-28.10, 38.500]}}\
      """;

  @TempDir Path folder = Path.of("");

  private Reading collection(String before, String features, String after) {
    return Reading.of(
        folder,
        "geojson",
        "{\"type\": \"FeatureCollection\", "
            + before
            + "\"features\": ["
            + features
            + "]"
            + after
            + "}",
        "name",
        "_id",
        "_geometry");
  }

  private static String crs(String name) {
    return "\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"" + name + "\"}}";
  }

  @Test
  void a_feature_is_its_properties_its_id_and_its_geometry_as_written() {
    assertThat(collection("", FEATURE, "").rows())
        .containsExactly(
            new RawRow(
                1,
                List.of("Harbour", "7", "{\"type\":\"Point\",\"coordinates\":[-28.10,38.500]}"),
                null));
  }

  @Test
  void a_geometry_may_be_null_and_properties_too() {
    String bare = "{\"type\": \"Feature\", \"properties\": null, \"geometry\": null}";
    assertThat(collection("", FEATURE + "," + bare, "").rows().getLast())
        .isEqualTo(new RawRow(2, asList(null, null, null), null));
  }

  @Test
  void a_feature_that_is_no_object_is_at_fault_alone() {
    assertThat(collection("", "null," + FEATURE, "").rows())
        .extracting(RawRow::fault)
        .containsExactly("found a single value, expected an object", null);
  }

  @Test
  void the_feeds_crs_may_stand_before_or_behind_the_features() {
    for (String name : List.of("EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84")) {
      assertThat(collection(crs(name) + ", ", FEATURE, "").rows()).hasSize(1);
      assertThat(collection("", FEATURE, ", " + crs(name)).rows()).hasSize(1);
    }
    assertThat(
            collection(crs("urn:ogc:def:crs:EPSG::3826") + ", ", FEATURE, "")
                .crs("EPSG:3826")
                .rows())
        .hasSize(1);
  }

  @Test
  void another_crs_is_refused_before_and_behind_the_features() {
    UnreadableFile refused =
        collection(crs("urn:ogc:def:crs:EPSG::3826") + ", ", FEATURE, "").refused();
    assertThat(refused.fault()).isEqualTo(Fault.WRONG_CRS);
    assertThat(refused.text())
        .isEqualTo("found the CRS urn:ogc:def:crs:EPSG::3826, expected EPSG:4326");
    assertThat(collection("", FEATURE, ", " + crs("EPSG:3826")).fault()).isEqualTo(Fault.WRONG_CRS);
    assertThat(collection(crs("EPSG:4326") + ", ", FEATURE, "").crs("EPSG:3826").fault())
        .isEqualTo(Fault.WRONG_CRS);
    assertThat(collection(crs("Mars 2000") + ", ", FEATURE, "").fault()).isEqualTo(Fault.WRONG_CRS);
  }

  @Test
  void a_field_that_no_feature_has_is_missing() {
    assertThat(Reading.of(folder, "geojson", "{\"features\": [" + FEATURE + "]}", "height").fault())
        .isEqualTo(Fault.MISSING_FIELD);
  }

  @Test
  void nothing_and_no_features_are_an_empty_file() {
    assertThat(Reading.of(folder, "geojson", "", "name").fault()).isEqualTo(Fault.EMPTY_FILE);
    assertThat(Reading.of(folder, "geojson", " \n", "name").fault()).isEqualTo(Fault.EMPTY_FILE);
    assertThat(collection("", "", "").fault()).isEqualTo(Fault.EMPTY_FILE);
  }

  @Test
  void what_is_no_collection_is_a_wrong_format() {
    for (String text :
        List.of(ErrorPages.HTML, FEATURE, "[]", "{}", "5", "{\"features\": {\"a\": 1}}")) {
      assertThat(Reading.of(folder, "geojson", text, "name").fault())
          .as(text)
          .isEqualTo(Fault.WRONG_FORMAT);
    }
  }

  @Test
  void a_file_cut_anywhere_is_refused() {
    String whole = "{\"a\": 1, \"features\": [" + FEATURE + "], " + crs("EPSG:4326") + "}";
    for (int length = 1; length < whole.length(); length++) {
      assertThat(Reading.of(folder, "geojson", whole.substring(0, length), "name").fault())
          .as(whole.substring(0, length))
          .isEqualTo(
              // To the parser a comma or a point that nothing follows is a syntax error.
              whole.substring(0, length).matches("(?s).*(,\\s*|[.])")
                  ? Fault.WRONG_FORMAT
                  : Fault.TRUNCATED_FILE);
    }
  }

  @Test
  void deep_nesting_is_refused() {
    String deep = "{\"features\": [{\"geometry\": {\"coordinates\": " + "[".repeat(100_000);
    assertThat(Reading.of(folder, "geojson", deep, "_geometry").fault())
        .isEqualTo(Fault.WRONG_FORMAT);
  }
}
