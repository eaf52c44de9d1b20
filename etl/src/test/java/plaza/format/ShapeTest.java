package plaza.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapeTest {
  @TempDir Path folder = Path.of("");

  private Reading read(String format, String text) {
    return Reading.of(folder, format, text);
  }

  @Test
  void csv_has_the_header_and_what_most_values_look_like() {
    assertThat(
            read(
                    "csv",
                    """
                    id,code,aqi,pm25,name,none
                    1,007,12,3,a,
                    -2,010,-,2.5,b,
                    3,011,14,1e3,3,
                    """)
                .shape())
        .hasToString("[id int, code text, aqi int, pm25 number, name text, none empty]");
  }

  @Test
  void a_time_of_day_in_digits_is_a_code_and_of_no_other_kind_on_another_day() {
    Shape.Field few = read("csv", "at\n093000\n").shape().fields().getFirst();
    Shape.Field some = read("csv", "at\n093000\n143000\n201500\n").shape().fields().getFirst();
    Shape.Field late = read("csv", "at\n143000\n").shape().fields().getFirst();
    assertThat(List.of(few, some, late)).hasToString("[at text, at code, at int]");
    assertThat(some.isLike(few)).isTrue();
    assertThat(late.isLike(some)).isTrue();
    assertThat(few.isLike(late)).isFalse();
  }

  @Test
  void csv_without_header_has_the_names_given_and_columns_beyond() {
    assertThat(
            read("csv", "1,a,x\n2,b,y\n3\n")
                .options(Map.of("header", List.of("id", "name")))
                .shape())
        .hasToString("[id int, name text, column 3 text]");
  }

  @Test
  void titles_and_notes_are_no_part_of_a_shape() {
    assertThat(
            read("csv", "A title\nid\n1\nAs of x\nAs of y\n")
                .options(Map.of("title_rows", "1", "footer", "As of.*"))
                .shape())
        .hasToString("[id int]");
  }

  @Test
  void json_has_the_members_in_the_order_met_with_all_their_kinds() {
    assertThat(
            read(
                    "json",
                    """
                    [{"a": 1, "b": "x", "c": {"d": 1}}, 7, {"b": null, "e": [1], "a": true}]
                    """)
                .shape())
        .hasToString("[a boolean|number, b null|string, c object, e array]");
  }

  @Test
  void geojson_has_the_properties_and_the_type_of_geometry() {
    assertThat(
            read(
                    "geojson",
                    """
                    {"type": "FeatureCollection", "features": [
                      {"type": "Feature", "id": 1, "properties": {"geometry": "x", "n": 1},
                       "geometry": {"type": "Point", "coordinates": [1, 2]}},
                      {"type": "Feature", "id": 2, "properties": null, "geometry": null}]}
                    """)
                .shape())
        .hasToString("[_id number, geometry string, n number, _geometry Point|null]");
  }

  @Test
  void yaml_gtfs_and_shapefile_have_theirs() {
    assertThat(read("yaml", "a: 1\nb: x\nc: [1]\nd: {e: 1}\nf: null\ng: true\n").shape())
        .hasToString("[a number, b string, c array, d object, f null, g boolean]");
    assertThat(Reading.of(folder, "gtfs", Zips.of("stops.txt", "stop_id,lat\n1,2.5\n")).shape())
        .hasToString("[stop_id int, lat number]");
    assertThat(
            Reading.of(
                    folder,
                    "shapefile",
                    Shapefiles.of("name", "n_trees").row(Shapefiles.point(1, 2), "a", "1").zip())
                .member(null)
                .shape())
        .hasToString("[name text, n_trees number, _geometry point]");
  }

  @Test
  void what_says_nothing_is_like_anything_and_numbers_are_like_numbers() {
    Shape.Field text = new Shape.Field("a", "text");
    Shape.Field number = new Shape.Field("a", "number");
    assertThat(number.isLike(text)).isFalse();
    assertThat(text.isLike(number)).isFalse();
    assertThat(number.isLike(new Shape.Field("a", "int"))).isTrue();
    assertThat(new Shape.Field("a", "int").isLike(number)).isTrue();
    assertThat(text.isLike(new Shape.Field("a", "empty"))).isTrue();
    assertThat(new Shape.Field("a", "empty").isLike(text)).isTrue();
    Shape.Field mixed = new Shape.Field("a", Set.of("string", "number"));
    assertThat(new Shape.Field("a", "string").isLike(mixed)).isTrue();
    assertThat(mixed.isLike(new Shape.Field("a", "string"))).isFalse();
  }
}
