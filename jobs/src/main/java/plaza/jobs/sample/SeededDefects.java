package plaza.jobs.sample;

import java.util.ArrayList;
import java.util.List;
import plaza.check.FindingCode;
import plaza.jobs.sample.Defect.Catch;
import plaza.jobs.sample.Defect.Kind;
import plaza.jobs.sample.Defect.Mistake;

/** The mistakes that are tried on a clean day of the sample city: sixty, of thirteen kinds. */
public final class SeededDefects {
  private SeededDefects() {}

  /** All of them, kind by kind. */
  public static List<Defect> all() {
    List<Defect> all = new ArrayList<>(RowDefects.all());
    all.addAll(TimeDefects.all());
    all.addAll(DayDefects.all());
    all.sort(java.util.Comparator.comparing(Defect::kind));
    return List.copyOf(all);
  }

  /** The first of each kind. */
  public static List<Defect> oneOfEachKind() {
    List<Defect> all = all();
    return java.util.Arrays.stream(Kind.values())
        .map(kind -> all.stream().filter(d -> d.kind() == kind).findFirst().orElseThrow())
        .toList();
  }

  /** A table, the feed that fills it, and how its rows are told from those of other places. */
  enum Table {
    BIKES("atlantis_bikes", "mobility.bike_availability"),
    STATIONS("atlantis_bikes", "mobility.bike_stations"),
    TRIPS("atlantis_bike_trips", "mobility.bike_trips"),
    AIR("atlantis_air", "environment.air_quality"),
    PARKING("atlantis_parking", "mobility.parking_availability"),
    LOTS("atlantis_parking_lots", "mobility.parking_lots"),
    FLOWS("atlantis_toll_m03a", "mobility.toll_flows"),
    SPEEDS("atlantis_toll_m05a", "mobility.toll_speeds"),
    RAIN("atlantis_rainfall", "hazard.rainfall"),
    DEPTHS("atlantis_flood_sensors", "hazard.flood_depth"),
    FLOODS("atlantis_historic_floods", "hazard.historic_floods"),
    CRASHES("atlantis_crashes", "mobility.crashes"),
    THEFTS("atlantis_thefts", "safety.thefts"),
    VILLAGES("atlantis_villages", "place.villages"),
    CARE("atlantis_care_facilities", "care.facilities");

    private final String feed;
    private final String dataset;

    Table(String feed, String dataset) {
      this.feed = feed;
      this.dataset = dataset;
    }

    Defect refused(Kind kind, String what, FindingCode code, Mistake mistake) {
      return new Defect(kind, what, feed, dataset, mistake, new Catch.Refused(code));
    }

    Defect superseded(String what, Mistake mistake) {
      return new Defect(Kind.DUPLICATE, what, feed, dataset, mistake, new Catch.Superseded());
    }

    Defect found(Kind kind, String what, FindingCode code, Mistake mistake) {
      return new Defect(kind, what, feed, dataset, mistake, new Catch.Found(code));
    }
  }

  static boolean isOfAirHere(PublishedRow row) {
    return row.get("county").equals("Atlantis");
  }

  static boolean isGaugeHere(PublishedRow row) {
    return row.get("/parameter/0/parameterValue").equals("Atlantis");
  }

  /** The first party of a crash in the city on the day that the clocks go forward. */
  static boolean isCrashToday(PublishedRow row) {
    return row.get("發生日期").equals("20260329")
        && row.get("當事者順位").equals("1")
        && row.get("發生地點").startsWith("Atlantis");
  }

  static boolean isStation(PublishedRow row, int number) {
    return row.get("sno").endsWith("%05d".formatted(number));
  }

  static boolean isSensor(PublishedRow row, String part) {
    return row.get("/properties/stationName").contains(part);
  }

  static boolean any(PublishedRow row) {
    return true;
  }
}
