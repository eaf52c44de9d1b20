package plaza.jobs.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reports of floods as JSON in the form of Taiwan's, a file for each, fetched at the full hour
 * after the report and again three hours later, when the water has gone: one burst pipe on the
 * first day, and 24 reports in the storm of the second, of which sensors make the first six.
 *
 * <p>With the reports of the storm counted from 1, the defects are:
 *
 * <ul>
 *   <li>of two reports by people in three the depth is 0 whatever they write; that of report 11 is
 *       null;
 *   <li>the text of a sensor's second version says 0 centimetres, and its depth is that of the
 *       first;
 *   <li>report 7 is at 0, 0 until its second version; report 9 has latitude and longitude swapped
 *       until its second version;
 *   <li>report 8 is of Lemuria, which lies outside of the city's bounds;
 *   <li>report 10 had receded the day before it was made.
 * </ul>
 */
final class FloodEventsFeed implements SampleFeed {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int REPORTS = 24;
  private static final int REPORTS_OF_SENSORS = 6;
  private static final Duration UNTIL_RECEDED = Duration.ofHours(2);
  private static final Duration FETCHED_AGAIN = Duration.ofHours(3);
  private static final Position NOWHERE = new Position(0, 0);

  private final CityPlan plan;
  private final List<FloodSensor> sensors;
  private final Rain rain;
  private final Chance chance;
  private final boolean hasDefects;

  FloodEventsFeed(CityPlan plan, SampleCity city) {
    this.plan = plan;
    sensors = FloodSensor.all(plan, city);
    rain = city.rain();
    chance = city.chance().of(id());
    hasDefects = city.hasDefects();
  }

  private record Report(
      int number,
      UUID id,
      Instant at,
      String town,
      Position position,
      @Nullable Integer depth,
      String text) {
    boolean isFromSensor() {
      return number >= 1 && number <= REPORTS_OF_SENSORS;
    }
  }

  @Override
  public String id() {
    return "atlantis_flood_events";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    for (Report report : reports(day)) {
      Instant fetched = report.at().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
      write(report, false, fetched, recording);
      write(report, true, fetched.plus(FETCHED_AGAIN), recording);
    }
  }

  private List<Report> reports(LocalDay day) {
    List<Report> reports = new ArrayList<>();
    if (day.index() == 0) {
      Village village = plan.village(chance);
      reports.add(
          new Report(
              0,
              name(0),
              at(day, LocalTime.of(9, 20)),
              village.district().code(),
              plan.within(village, chance),
              15,
              "A water pipe has burst (simulated)"));
    }
    for (int number = 1; day.index() == 1 && number <= REPORTS; number++) {
      Chance own = chance.of(number);
      Instant time = at(day, LocalTime.of(12 + number % 3, own.of("minute").below(60)));
      reports.add(
          number <= REPORTS_OF_SENSORS ? ofSensor(number, time) : ofPerson(number, own, time));
    }
    return reports;
  }

  private Report ofSensor(int number, Instant time) {
    FloodSensor sensor = sensors.get(number - 1);
    Instant step = time.truncatedTo(ChronoUnit.HOURS);
    int depth = (int) Math.max(1, StrictMath.round(sensor.depth(rain, step)));
    return new Report(
        number,
        name(number),
        step,
        sensor.village().district().code(),
        sensor.position(),
        depth,
        "目前感測值" + depth + "公分");
  }

  private Report ofPerson(int number, Chance own, Instant time) {
    Village village = plan.village(own);
    boolean isAbroad = number == 8;
    int depth = own.of("stated").below(3) > 0 ? 0 : 10 * (1 + own.of("depth").below(5));
    return new Report(
        number,
        name(number),
        time,
        isAbroad ? "L01" : village.district().code(),
        isAbroad ? new Position(-19, 40.6) : plan.within(village, own),
        number == 11 ? null : depth,
        "Water in the street, up to the knees (simulated)");
  }

  /** Of no city's own, since another seed changes what files say and not what they are called. */
  private static UUID name(int number) {
    return FloodSensor.uuid(new Chance(number));
  }

  private static Instant at(LocalDay day, LocalTime time) {
    return day.date().atTime(time).atZone(SampleCity.ZONE).toInstant();
  }

  private void write(Report report, boolean isSecond, Instant fetched, Recording recording)
      throws IOException {
    LocalDateTime time = LocalDay.local(report.at()).toLocalDateTime();
    Position position = report.position();
    if (hasDefects && !isSecond && report.number() == 7) {
      position = NOWHERE;
    } else if (hasDefects && !isSecond && report.number() == 9) {
      position = position.swapped();
    }
    try (JsonGenerator json =
        JSON.createGenerator(recording.open(id(), fetched, report.id() + ".json"))) {
      json.writeStartObject();
      json.writeStringField("DisasterFloodingID", report.id().toString());
      json.writeStringField("Time", text(time));
      json.writeNumberField("CategoryCode", report.isFromSensor() ? 25 : 2);
      json.writeNumberField("SourceCode", report.isFromSensor() ? 7 : 4);
      json.writeStringField("OperatorName", "Drains Office (simulated)");
      json.writeStringField("TownCode", report.town());
      json.writeStringField(
          "Situation", isSecond && report.isFromSensor() ? "目前感測值0公分" : report.text());
      json.writeObjectFieldStart("Point");
      json.writeNumberField("Latitude", position.latitude());
      json.writeNumberField("Longitude", position.longitude());
      json.writeEndObject();
      if (report.depth() == null) {
        json.writeNullField("Depth");
      } else {
        json.writeNumberField("Depth", report.depth());
      }
      json.writeBooleanField("IsReceded", isSecond);
      LocalDateTime receded = LocalDay.local(report.at().plus(UNTIL_RECEDED)).toLocalDateTime();
      json.writeStringField(
          "RecededDate",
          isSecond ? text(report.number() == 10 ? receded.minusDays(1) : receded) : null);
      json.writeArrayFieldStart("Photo");
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static String text(LocalDateTime local) {
    return LocalDay.text(local).replace(' ', 'T');
  }
}
