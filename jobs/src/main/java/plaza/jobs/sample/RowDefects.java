package plaza.jobs.sample;

import static plaza.jobs.sample.SeededDefects.isCrashToday;
import static plaza.jobs.sample.SeededDefects.isGaugeHere;
import static plaza.jobs.sample.SeededDefects.isOfAirHere;
import static plaza.jobs.sample.SeededDefects.isStation;

import java.util.List;
import plaza.check.FindingCode;
import plaza.jobs.sample.Defect.Kind;
import plaza.jobs.sample.SeededDefects.Table;

/** Mistakes within rows: what they are known by, and where they lie. */
final class RowDefects {
  private static final double METRES_OF_DEGREE = 111_319.490793;
  private static final double EARTH_M = 6_378_137;
  // Between neighbouring zones of UTM, at this latitude.
  private static final double ZONE_M = 511_800;

  private RowDefects() {}

  static List<Defect> all() {
    return List.of(
        nullKey(
            Table.BIKES,
            "a station without its number, once",
            day -> day.file(40).first(SeededDefects::any, row -> row.set("sno", null))),
        nullKey(
            Table.AIR,
            "a blank in place of a station's number",
            day -> day.file(7).first(r -> isOfAirHere(r), row -> row.set("siteid", ""))),
        nullKey(
            Table.PARKING,
            "a car park without identifier",
            day -> day.file(20).first(SeededDefects::any, row -> row.set("id", ""))),
        nullKey(
            Table.FLOWS,
            "five counts of no gantry",
            day ->
                day.file(9)
                    .rows(
                        row ->
                            row.get("TimeInterval").endsWith("09:00")
                                && row.get("GantryID").equals(TollGantry.all().get(1).id()),
                        row -> row.set("GantryID", ""))),
        nullKey(
            Table.RAIN,
            "a gauge whose number is null",
            day -> day.file(3).first(r -> isGaugeHere(r), row -> row.set("stationId", null))),
        Table.BIKES.superseded(
            "a station twice in one answer", day -> day.file(50).repeat(r -> isStation(r, 9))),
        Table.AIR.superseded(
            "a file that lists all stations twice",
            day -> day.file(12).repeat(SeededDefects::isOfAirHere)),
        Table.PARKING.superseded(
            "an answer that is the one before once more", day -> day.files(29, 31).resend()),
        Table.FLOWS.superseded(
            "the last five minutes of a file again in the next",
            day -> day.files(6, 8).carry(row -> row.get("TimeInterval").endsWith("55"))),
        Table.TRIPS.superseded(
            "a trip that is told twice",
            day -> day.repeat(row -> row.get("trip_no").endsWith("-000008"))),
        outOfBounds(
            Table.STATIONS,
            "a station in another city, once",
            day ->
                day.file(30)
                    .rows(
                        row -> isStation(row, 12),
                        row -> {
                          row.set("latitude", 25.05);
                          row.set("longitude", 121.55);
                        })),
        outOfBounds(
            Table.AIR,
            "a longitude without its sign",
            day ->
                day.file(5)
                    .first(
                        row -> isOfAirHere(row),
                        row -> row.change("longitude", x -> x.substring(1)))),
        outOfBounds(
            Table.RAIN,
            "a latitude that lost its first digit",
            day ->
                day.file(6)
                    .first(r -> isGaugeHere(r), row -> row.change("lat", y -> y.substring(1)))),
        outOfBounds(
            Table.CRASHES,
            "a crash a degree away",
            day ->
                day.file(1)
                    .first(
                        row -> isCrashToday(row),
                        row -> row.change("緯度", y -> y.replaceFirst("^[0-9]+", "41")))),
        Table.BIKES.refused(
            Kind.OUT_OF_BOUNDS,
            "fewer than no bikes",
            FindingCode.OUT_OF_RANGE,
            day ->
                day.file(60)
                    .rows(row -> isStation(row, 20), row -> row.set("available_rent_bikes", -3))),
        swapped(
            Table.STATIONS,
            "a station with its axes swapped in one answer",
            day ->
                day.file(70)
                    .rows(
                        row -> isStation(row, 8), row -> swap(row, "latitude", "longitude", true))),
        swapped(
            Table.AIR,
            "a file with all axes swapped",
            day ->
                day.file(15)
                    .rows(
                        SeededDefects::isOfAirHere,
                        row -> swap(row, "longitude", "latitude", false))),
        swapped(
            Table.DEPTHS,
            "GeoJSON with the latitude first, in one file",
            day ->
                day.file(11)
                    .rows(
                        SeededDefects::any,
                        row ->
                            swap(row, "/geometry/coordinates/0", "/geometry/coordinates/1", true))),
        swapped(
            Table.CARE,
            "a register with the latitude first",
            day ->
                day.rows(
                    row -> !row.get("/properties/sub_type").isEmpty(),
                    row -> swap(row, "/geometry/coordinates/0", "/geometry/coordinates/1", true))),
        Table.VILLAGES.found(
            Kind.WRONG_CRS,
            "a register that names another CRS",
            FindingCode.WRONG_CRS,
            day -> day.text(text -> text.replace("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:32627"))),
        wrongCrs(
            Table.DEPTHS,
            "GeoJSON in metres of web maps, in one file",
            day ->
                day.file(20)
                    .rows(
                        SeededDefects::any,
                        row ->
                            mercator(row, "/geometry/coordinates/0", "/geometry/coordinates/1"))),
        wrongCrs(
            Table.STATIONS,
            "stations in metres of web maps, in one answer",
            day ->
                day.file(90)
                    .rows(SeededDefects::any, row -> mercator(row, "longitude", "latitude"))),
        wrongCrs(
            Table.LOTS,
            "degrees where metres were",
            day ->
                day.rows(
                    SeededDefects::any,
                    row -> {
                      String place = "/EntranceCoord/EntrancecoordInfo/0/";
                      row.set("tw97x", row.get(place + "Ycod"));
                      row.set("tw97y", row.get(place + "Xcod"));
                    })),
        wrongCrs(
            Table.FLOODS,
            "metres of the neighbouring zone of UTM",
            day ->
                day.rows(
                    SeededDefects::any,
                    row ->
                        row.set(
                            "X_97",
                            "%.2f".formatted(Double.parseDouble(row.get("X_97")) - ZONE_M)))));
  }

  private static Defect nullKey(Table table, String what, Defect.Mistake mistake) {
    return table.refused(Kind.NULL_KEY, what, FindingCode.MISSING_KEY, mistake);
  }

  private static Defect outOfBounds(Table table, String what, Defect.Mistake mistake) {
    return table.refused(Kind.OUT_OF_BOUNDS, what, FindingCode.OUT_OF_BOUNDS, mistake);
  }

  private static Defect swapped(Table table, String what, Defect.Mistake mistake) {
    return table.refused(Kind.SWAPPED_AXES, what, FindingCode.SWAPPED_COORDINATES, mistake);
  }

  private static Defect wrongCrs(Table table, String what, Defect.Mistake mistake) {
    return table.refused(Kind.WRONG_CRS, what, FindingCode.OUT_OF_BOUNDS, mistake);
  }

  private static void swap(PublishedRow row, String one, String other, boolean isNumber) {
    String before = row.get(one);
    String now = row.get(other);
    row.set(one, isNumber ? Double.valueOf(now) : now);
    row.set(other, isNumber ? Double.valueOf(before) : before);
  }

  private static void mercator(PublishedRow row, String x, String y) {
    double latitude = Math.toRadians(Double.parseDouble(row.get(y)));
    row.set(x, Double.parseDouble(row.get(x)) * METRES_OF_DEGREE);
    row.set(y, EARTH_M * Math.log(Math.tan(Math.PI / 4 + latitude / 2)));
  }
}
