package plaza.jobs.sample;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The register of villages as GeoJSON, fetched once, at the first day's start.
 *
 * <p>Features are in the order of VILLCODE. Every third one (the 1st, 4th, 7th …) is a Polygon, the
 * others MultiPolygons of one part. Defects:
 *
 * <ul>
 *   <li>the first village crosses itself at its first corner, the city's south-west: a small
 *       bow-tie that lies in the sea;
 *   <li>the last village is a MultiPolygon of two parts, land and an islet to the north-east;
 *   <li>AREA is text, and leaves the bow-tie out.
 * </ul>
 */
record VillagesFeed(CityPlan plan) implements SampleFeed {
  @Override
  public String id() {
    return "atlantis_villages";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    if (day.index() > 0) {
      return;
    }
    try (FeatureWriter writer =
        new FeatureWriter(
            recording.open(id(), day.start(), "villages.geojson"),
            "Atlantis villages (simulated)")) {
      writer.crs("urn:ogc:def:crs:OGC:1.3:CRS84");
      writer.beginFeatures();
      for (Village village : plan.villages()) {
        write(village, writer);
      }
    }
  }

  private void write(Village village, FeatureWriter writer) throws IOException {
    List<Position> land = plan.grid().outline(village.block());
    boolean isFirst = village.index() == 0;
    boolean isLast = village.index() == plan.villages().size() - 1;
    List<List<Position>> rings = isLast ? List.of(land, Shore.islet()) : List.of(land);
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("VILLCODE", village.code());
    properties.put("DISTCODE", village.district().code());
    properties.put("CITYNAME", SampleCity.TITLE);
    properties.put("DISTNAME", village.district().name());
    properties.put("VNAME", village.name());
    properties.put("AREA", Shore.area(rings));
    writer.feature(
        properties,
        village.index() % 3 == 0 && !isLast ? "Polygon" : "MultiPolygon",
        isFirst ? List.of(Shore.spiked(land)) : rings);
  }
}
