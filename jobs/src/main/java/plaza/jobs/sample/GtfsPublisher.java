package plaza.jobs.sample;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.List;

/** Who publishes the timetable and for which days: the tables of GTFS that know no place. */
record GtfsPublisher(LocalDate from) {
  static final String WEEKDAY = "WD";
  static final String WEEKEND = "WE";
  static final List<String> SERVICES = List.of(WEEKDAY, WEEKEND);

  private static final String NAME = "Atlantis Transit (simulated)";
  private static final String URL = "https://atlantis.example/";
  private static final DateTimeFormatter DATE = DateTimeFormatter.BASIC_ISO_DATE;

  void agency(CsvWriter csv) {
    csv.writeRecord("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang");
    csv.writeRecord("AT", NAME, URL, SampleCity.ZONE.getId(), "pt");
  }

  void calendar(CsvWriter csv) {
    csv.writeRecord(
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date"
            .split(",", -1));
    String start = DATE.format(from);
    String end = DATE.format(lastDay());
    csv.writeRecord(WEEKDAY, "1", "1", "1", "1", "1", "0", "0", start, end);
    csv.writeRecord(WEEKEND, "0", "0", "0", "0", "0", "1", "1", start, end);
  }

  /** One holiday: the first Monday after the first week runs as a weekend. */
  void calendarDates(CsvWriter csv) {
    LocalDate holiday = from.plusDays(7).with(TemporalAdjusters.next(DayOfWeek.MONDAY));
    csv.writeRecord("service_id", "date", "exception_type");
    csv.writeRecord(WEEKDAY, DATE.format(holiday), "2");
    csv.writeRecord(WEEKEND, DATE.format(holiday), "1");
  }

  void feedInfo(CsvWriter csv) {
    csv.writeRecord(
        "feed_publisher_name",
        "feed_publisher_url",
        "feed_lang",
        "feed_start_date",
        "feed_end_date",
        "feed_version");
    csv.writeRecord(NAME, URL, "pt", DATE.format(from), DATE.format(lastDay()), "1");
  }

  private LocalDate lastDay() {
    return from.plusDays(365);
  }
}
