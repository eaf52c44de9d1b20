package plaza.jobs.sample;

import static plaza.jobs.sample.SeededDefects.isCrashToday;
import static plaza.jobs.sample.SeededDefects.isGaugeHere;
import static plaza.jobs.sample.SeededDefects.isOfAirHere;
import static plaza.jobs.sample.SeededDefects.isSensor;
import static plaza.jobs.sample.SeededDefects.isStation;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import plaza.check.FindingCode;
import plaza.jobs.sample.Defect.Kind;
import plaza.jobs.sample.SeededDefects.Table;

/** Mistakes in times, on the day on which the city's clocks go forward from 00:00 to 01:00. */
final class TimeDefects {
  private static final String PLAIN = "uuuu-MM-dd HH:mm:ss";
  private static final String SLASHES = "uuuu/MM/dd HH:mm:ss";
  private static final String OF_DATE = "EEE MMM dd HH:mm:ss 'AZOT' uuuu";
  private static final Pattern UPDATETIME = Pattern.compile("(\"UPDATETIME\":\")([^\"]*)");

  private TimeDefects() {}

  static List<Defect> all() {
    return List.of(
        ahead(
            Table.BIKES,
            "the clock of a station is 45 minutes ahead all day",
            day ->
                day.rows(
                    row -> isStation(row, 17),
                    row -> row.change("mday", t -> moved(t, PLAIN, Duration.ofMinutes(45))))),
        ahead(
            Table.AIR,
            "the hours of one file are three hours ahead",
            day ->
                day.file(10)
                    .rows(
                        SeededDefects::isOfAirHere,
                        row ->
                            row.change(
                                "publishtime", t -> moved(t, SLASHES, Duration.ofHours(3))))),
        ahead(
            Table.RAIN,
            "a file with the offset of winter",
            day ->
                day.file(14)
                    .rows(
                        SeededDefects::isGaugeHere,
                        row ->
                            row.change(
                                "/time/obsTime", t -> t.replaceFirst("[+]00:00$", "-01:00")))),
        Table.PARKING.found(
            Kind.CLOCK_SKEW,
            "the publisher's clock is two hours behind all day",
            FindingCode.NOT_FRESH,
            day -> day.text(text -> updated(text, Duration.ofHours(-2)))),
        inGap(
            Table.BIKES,
            "a station reports half past midnight, which never was",
            day ->
                day.file(3)
                    .first(SeededDefects::any, row -> row.set("mday", "2026-03-29 00:30:00"))),
        inGap(
            Table.AIR,
            "the first hour by the old clock",
            day ->
                day.file(0)
                    .rows(
                        SeededDefects::isOfAirHere,
                        row -> row.change("publishtime", t -> t.replace(" 01:", " 00:")))),
        inGap(
            Table.PARKING,
            "the first snapshot by the old clock",
            day -> day.file(0).text(text -> text.replace(" 01:00:00 AZOT", " 00:00:00 AZOT"))),
        inGap(
            Table.CRASHES,
            "a crash at half past midnight",
            day -> day.file(1).first(r -> isCrashToday(r), row -> row.set("發生時間", "003000"))),
        inGap(
            Table.FLOWS,
            "the first hour by the old clock",
            day ->
                day.file(1)
                    .rows(
                        SeededDefects::any,
                        row -> row.change("TimeInterval", t -> t.replace(" 01:", " 00:")))),
        future(
            Table.BIKES,
            "a report of tomorrow",
            day ->
                day.file(80)
                    .rows(
                        row -> isStation(row, 5),
                        row -> row.change("mday", t -> moved(t, PLAIN, Duration.ofDays(1))))),
        future(
            Table.AIR,
            "an hour of the year 2062",
            day ->
                day.file(9)
                    .first(
                        row -> isOfAirHere(row),
                        row -> row.change("publishtime", t -> t.replace("2026/", "2062/")))),
        future(
            Table.RAIN,
            "a gauge that is a day ahead",
            day ->
                day.file(18)
                    .first(
                        row -> isGaugeHere(row),
                        row -> row.change("/time/obsTime", t -> t.replace("03-29", "03-30")))),
        future(
            Table.DEPTHS,
            "a reading of tomorrow",
            day ->
                day.file(22)
                    .rows(
                        row -> isSensor(row, "Bridge"),
                        row ->
                            row.change(
                                "/properties/phenomenonTime", t -> t.replace("03-29", "03-30")))),
        future(
            Table.CRASHES,
            "a crash of the day after",
            day -> day.file(1).first(r -> isCrashToday(r), row -> row.set("發生日期", "20260330"))));
  }

  private static Defect ahead(Table table, String what, Defect.Mistake mistake) {
    return table.refused(Kind.CLOCK_SKEW, what, FindingCode.FUTURE_TIME, mistake);
  }

  private static Defect inGap(Table table, String what, Defect.Mistake mistake) {
    return table.refused(Kind.DST_HOUR, what, FindingCode.TIME_IN_GAP, mistake);
  }

  private static Defect future(Table table, String what, Defect.Mistake mistake) {
    return table.refused(Kind.FUTURE_STAMP, what, FindingCode.FUTURE_TIME, mistake);
  }

  private static String updated(String text, Duration by) {
    Matcher matcher = UPDATETIME.matcher(text);
    return matcher.replaceAll(match -> match.group(1) + moved(match.group(2), OF_DATE, by));
  }

  /** A local time as a clock shows it that is off by so much. */
  private static String moved(String text, String pattern, Duration by) {
    DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    return format.format(
        LocalDateTime.parse(text, format).atZone(SampleCity.ZONE).plus(by).toLocalDateTime());
  }
}
