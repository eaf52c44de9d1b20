package plaza.jobs.sample;

import static plaza.jobs.sample.SeededDefects.isOfAirHere;
import static plaza.jobs.sample.SeededDefects.isStation;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import plaza.check.FindingCode;
import plaza.jobs.sample.Defect.Kind;
import plaza.jobs.sample.SeededDefects.Table;

/** Mistakes of a publisher's whole day: its units, its sensors, its files and their form. */
final class DayDefects {
  private static final Charset BIG5 = Charset.forName("x-windows-950");
  private static final double KMH_OF_MS = 3.6;

  private DayDefects() {}

  static List<Defect> all() {
    return List.of(
        shifted(
            Table.AIR,
            "PM2.5 in milligrams instead of micrograms",
            day -> day.rows(SeededDefects::any, row -> row.scale("pm2.5", 1e-3))),
        shifted(
            Table.AIR,
            "carbon monoxide in parts per billion instead of million",
            day -> day.rows(SeededDefects::any, row -> row.scale("co", 1e3))),
        shifted(
            Table.SPEEDS,
            "metres per second instead of kilometres per hour",
            day -> day.rows(SeededDefects::any, row -> row.scale("SpaceMeanSpeed", 1 / KMH_OF_MS))),
        shifted(
            Table.TRIPS,
            "kilometres instead of metres",
            day ->
                day.rows(
                    SeededDefects::any,
                    row ->
                        row.change(
                            "distance",
                            m -> Long.toString(Math.round(Double.parseDouble(m) / 1000))))),
        Table.DEPTHS.refused(
            Kind.UNIT_CHANGE,
            "metres instead of centimetres, as the file says",
            FindingCode.NOT_TYPED,
            day ->
                day.file(30)
                    .rows(
                        SeededDefects::any,
                        row -> {
                          row.set("/properties/unitOfMeasurement", "m");
                          row.scale("/properties/result", 0.01);
                        })),
        Table.AIR.found(
            Kind.STUCK_SENSOR,
            "PM2.5 of a station is 23 all day",
            FindingCode.SENSOR_FROZEN,
            day -> day.rows(row -> row.get("siteid").equals("2"), row -> row.set("pm2.5", "23"))),
        Table.PARKING.found(
            Kind.STUCK_SENSOR,
            "a counter that stands still all day",
            FindingCode.SENSOR_FROZEN,
            day ->
                day.rows(
                    row -> row.get("id").equals("SIM0004"), row -> row.set("availablecar", 7))),
        Table.SPEEDS.found(
            Kind.STUCK_SENSOR,
            "cars between two gantries are always at 87",
            FindingCode.SENSOR_FROZEN,
            day ->
                day.rows(
                    row ->
                        row.get("GantryFrom").equals(TollTraffic.pairs().get(1).from().id())
                            && row.get("VehicleType").equals("31"),
                    row -> row.set("SpaceMeanSpeed", 87))),
        Table.BIKES.found(
            Kind.STUCK_SENSOR,
            "a station repeats its last report all day",
            FindingCode.SENSOR_SILENT,
            day ->
                day.rows(
                    row -> isStation(row, 14),
                    row -> {
                      row.set("mday", "2026-03-28 14:05:00");
                      row.set("available_rent_bikes", 3);
                    })),
        Table.BIKES.found(
            Kind.HALF_DAY_MISSING,
            "no file before noon",
            FindingCode.VOLUME_LOW,
            day -> day.half(false).lose()),
        Table.AIR.found(
            Kind.HALF_DAY_MISSING,
            "half of the stations are not listed",
            FindingCode.VOLUME_LOW,
            day -> day.leaveOut(row -> row.get("siteid").matches("[123]"))),
        Table.FLOWS.found(
            Kind.HALF_DAY_MISSING,
            "no file before noon",
            FindingCode.VOLUME_LOW,
            day -> day.half(false).lose()),
        Table.PARKING.found(
            Kind.HALF_DAY_MISSING,
            "no file after noon, until the next day",
            FindingCode.VOLUME_LOW,
            day -> {
              day.andTomorrow(4);
              return day.half(true).lose();
            }),
        Table.AIR.found(
            Kind.DRIFT,
            "one column more",
            FindingCode.FIELD_ADDED,
            day -> day.half(true).text(text -> lines(text, "pm1", "7"))),
        Table.BIKES.found(
            Kind.DRIFT,
            "a field has another name",
            FindingCode.MISSING_FIELD,
            day -> day.half(true).text(text -> text.replace("available_rent_bikes", "rent_bikes"))),
        Table.PARKING.found(
            Kind.DRIFT,
            "numbers have become texts",
            FindingCode.FIELD_RETYPED,
            day ->
                day.half(true)
                    .rows(
                        SeededDefects::any,
                        row -> row.change("availablecar", UnaryOperator.identity()))),
        Table.FLOWS.refused(
            Kind.DRIFT,
            "one column more in a file without header",
            FindingCode.RAGGED_ROW,
            day -> day.file(12).text(text -> lines(text, "0", "0"))),
        inOther(Table.THEFTS, "UTF-8 instead of Big5", StandardCharsets.UTF_8),
        inOther(Table.FLOODS, "a register in UTF-8 instead of Big5", StandardCharsets.UTF_8),
        inOther(Table.CRASHES, "Big5 instead of UTF-8", BIG5),
        inOther(Table.STATIONS, "Latin 1 instead of UTF-8", StandardCharsets.ISO_8859_1),
        Table.AIR.found(
            Kind.ENCODING,
            "names that were encoded twice",
            FindingCode.QUALITY_FAILED,
            day ->
                day.half(true)
                    .rows(
                        row -> isOfAirHere(row),
                        row -> row.change("sitename", DayDefects::encodedTwice))));
  }

  private static Defect shifted(Table table, String what, Defect.Mistake mistake) {
    return table.found(Kind.UNIT_CHANGE, what, FindingCode.VALUES_SHIFTED, mistake);
  }

  private static Defect inOther(Table table, String what, Charset charset) {
    return table.found(
        Kind.ENCODING,
        what,
        FindingCode.WRONG_ENCODING,
        day -> day.text(text -> text.replace("\uFEFF", ""), charset));
  }

  /** Each line with one more value, the first with another. */
  private static String lines(String text, String first, String other) {
    List<String> lines = text.lines().toList();
    StringBuilder longer = new StringBuilder(lines.getFirst()).append(',').append(first);
    lines
        .subList(1, lines.size())
        .forEach(line -> longer.append('\n').append(line).append(',').append(other));
    return longer.append('\n').toString();
  }

  private static String encodedTwice(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
