package plaza.jobs.sample;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The register of districts as GeoJSON, fetched once, at the first day's start.
 *
 * <p>A district's outline is its villages' union to the last digit, without the first village's
 * bow-tie. Defects:
 *
 * <ul>
 *   <li>no {@code crs} member, and all numbers are text;
 *   <li>the last district is a MultiPolygon of two parts, land and an islet; the others are
 *       Polygons.
 * </ul>
 */
record DistrictsFeed(CityPlan plan) implements SampleFeed {
  @Override
  public String id() {
    return "atlantis_districts";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    if (day.index() > 0) {
      return;
    }
    try (FeatureWriter writer =
        new FeatureWriter(
            recording.open(id(), day.start(), "districts.geojson"),
            "Atlantis districts (simulated)")) {
      writer.beginFeatures();
      for (District district : plan.districts()) {
        write(district, writer);
      }
    }
  }

  private void write(District district, FeatureWriter writer) throws IOException {
    List<Position> land = plan.grid().outline(district.block());
    boolean isLast = district.number() == plan.districts().size();
    List<List<Position>> rings = isLast ? List.of(land, Shore.islet()) : List.of(land);
    long villages =
        plan.villages().stream().filter(village -> village.district().equals(district)).count();
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("DISTCODE", district.code());
    properties.put("CITYNAME", SampleCity.TITLE);
    properties.put("DISTNAME", district.name());
    properties.put("DISTNAME_EN", district.englishName());
    properties.put("VILLAGES", Long.toString(villages));
    properties.put("AREA", Shore.area(rings));
    writer.feature(properties, isLast ? "MultiPolygon" : "Polygon", rings);
  }
}
