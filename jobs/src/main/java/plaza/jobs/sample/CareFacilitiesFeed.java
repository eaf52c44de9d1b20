package plaza.jobs.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The register of welfare and care facilities as GeoJSON, fetched once, five hours into the first
 * day. It has no numbers: a facility is what its kind, name and address say.
 *
 * <p>Features are points, counted from 1. Defects:
 *
 * <ul>
 *   <li>every 15th is listed twice, one behind the other; of the first of these the second position
 *       is some hundred metres away;
 *   <li>the 7th is at 0, 0;
 *   <li>the address of the 9th ends in an ideographic blank.
 * </ul>
 */
record CareFacilitiesFeed(CityPlan plan, SampleCity city) implements SampleFeed {
  private static final Duration FETCHED_LATER = Duration.ofHours(5);
  private static final int PEOPLE_PER_FACILITY = 800;
  private static final int FEWEST_FACILITIES = 40;
  private static final int LISTED_TWICE = 15;
  private static final int AT_ZERO = 7;
  private static final int WITH_BLANK = 9;
  private static final List<Kind> KINDS =
      List.of(
          new Kind("Older people", "Care home", "Lar"),
          new Kind("Older people", "Day care", "Centro de Dia"),
          new Kind("Older people", "Community kitchen", "Sopa da Pedra"),
          new Kind("Children and young people", "Family centre", "Casa da Infância"),
          new Kind("People with disabilities", "Workshop", "Oficina"),
          new Kind("People with disabilities", "Assisted housing", "Residência"),
          new Kind("Families in need", "Social service centre", "Serviço Social"));

  private record Kind(String main, String sub, String word) {}

  @Override
  public String id() {
    return "atlantis_care_facilities";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    if (day.index() > 0) {
      return;
    }
    try (FeatureWriter writer =
        new FeatureWriter(
            recording.open(id(), day.start().plus(FETCHED_LATER), "facilities.geojson"),
            "Atlantis welfare and care facilities (simulated)")) {
      writer.crs("urn:ogc:def:crs:OGC:1.3:CRS84");
      writer.beginFeatures();
      int count = Math.max(FEWEST_FACILITIES, city.people() / PEOPLE_PER_FACILITY);
      for (int number = 1; number <= count; number++) {
        write(number, writer);
      }
    }
  }

  private void write(int number, FeatureWriter writer) throws IOException {
    Chance own = city.chance().of(id()).of(number);
    Kind kind = KINDS.get(own.of("kind").below(KINDS.size()));
    Village village = plan.village(own);
    Position position = plan.within(village, own).toDecimals(4);
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("main_type", kind.main());
    properties.put("sub_type", kind.sub());
    properties.put("name", kind.word() + " " + village.name() + " " + number + " (simulated)");
    properties.put(
        "address",
        "Atlantis, "
            + village.district().name()
            + ", "
            + (1 + own.of("house").below(200))
            + " "
            + PlaceNames.street(own.of("street").below(1000))
            + (number == WITH_BLANK ? "\u3000" : ""));
    writer.point(
        properties, city.hasDefects() && number == AT_ZERO ? new Position(0, 0) : position);
    if (number % LISTED_TWICE == 0) {
      boolean moved = number == LISTED_TWICE;
      writer.point(properties, moved ? position.shifted(0.002, 0.001) : position);
    }
  }
}
