package plaza.jobs.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Hourly rainfall as JSON in CWA's older envelope ({@code cwbopendata.location}), with names and
 * values in nested lists and all numbers as text, fetched five minutes after each hour of each
 * local day.
 *
 * <p>Each file lists the gauges of Atlantis and then the three of Lemuria, which lie outside of the
 * city's bounds. With gauges counted from 1 and files of a day from 0, the defects are:
 *
 * <ul>
 *   <li>RAIN, MIN_10, HOUR_3 and HOUR_6 are -998.00 where it has not rained for six hours;
 *   <li>gauge 4 was set up just before the first day: its latest_2days on that day, and its
 *       latest_3days on that day and the next, are -999.00;
 *   <li>gauge 2 is blocked in files 10 to 12 of the first day: all its sums are -999.00;
 *   <li>gauge 5 gives RAIN as -99.00, which the publisher does not explain, in file 3 of the second
 *       day;
 *   <li>gauge 3 gives its previous report once more in file 9 of the first day.
 * </ul>
 */
final class RainfallFeed implements SampleFeed {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration FETCHED_LATER = Duration.ofMinutes(5);
  private static final String NO_RAIN_FOR_HOURS = "-998.00";
  private static final String UNKNOWN = "-999.00";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT)
          .withZone(SampleCity.ZONE);

  private final List<RainGauge> gauges;
  private final Rain rain;
  private final Chance chance;
  private final boolean hasDefects;

  RainfallFeed(CityPlan plan, SampleCity city) {
    gauges = RainGauge.all(plan, city);
    rain = city.rain();
    chance = city.chance().of(id());
    hasDefects = city.hasDefects();
  }

  @Override
  public String id() {
    return "atlantis_rainfall";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    Iterator<Instant> hours = day.every(EVERY).iterator();
    for (int file = 0; hours.hasNext(); file++) {
      Instant hour = hours.next();
      try (JsonGenerator json =
          JSON.createGenerator(
              recording.open(id(), hour.plus(FETCHED_LATER), "O-A0002-001.json"))) {
        json.writeStartObject();
        json.writeObjectFieldStart("cwbopendata");
        json.writeStringField("sender", "nobody@atlantis.example");
        json.writeStringField("sent", TIME.format(hour.plusSeconds(241)));
        json.writeStringField("status", "Exercise");
        json.writeStringField("dataid", "CWB_A0002");
        json.writeNullField("dataset");
        json.writeArrayFieldStart("location");
        for (RainGauge gauge : gauges) {
          boolean repeats = hasDefects && day.index() == 0 && file == 9 && gauge.number() == 3;
          Instant at = repeats ? hour.minus(EVERY) : hour;
          location(json, gauge, at, sums(gauge, at, day, file));
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
      }
    }
  }

  private Map<String, String> sums(RainGauge gauge, Instant at, LocalDay day, int file) {
    int place = gauge.number();
    LocalDate today = LocalDay.local(at).toLocalDate();
    boolean isDry = rain.ofHours(place, at, 6) == 0;
    Map<String, String> sums = new LinkedHashMap<>();
    sums.put("RAIN", isDry ? NO_RAIN_FOR_HOURS : mm(rain.ofHours(place, at, 1)));
    sums.put(
        "MIN_10", isDry ? NO_RAIN_FOR_HOURS : mm(rain.between(place, at.minus(Rain.STEP), at)));
    sums.put("HOUR_3", isDry ? NO_RAIN_FOR_HOURS : mm(rain.ofHours(place, at, 3)));
    sums.put("HOUR_6", isDry ? NO_RAIN_FOR_HOURS : mm(rain.ofHours(place, at, 6)));
    sums.put("HOUR_12", mm(rain.ofHours(place, at, 12)));
    sums.put("HOUR_24", mm(rain.ofHours(place, at, 24)));
    sums.put("NOW", mm(rain.between(place, start(today), at)));
    sums.put("latest_2days", mm(rain.between(place, start(today.minusDays(1)), at)));
    sums.put("latest_3days", mm(rain.between(place, start(today.minusDays(2)), at)));
    if (!hasDefects) {
      return sums;
    }
    if (place == 4 && day.index() == 0) {
      sums.put("latest_2days", UNKNOWN);
    }
    if (place == 4 && day.index() <= 1) {
      sums.put("latest_3days", UNKNOWN);
    }
    if (place == 2 && day.index() == 0 && file >= 10 && file <= 12) {
      sums.replaceAll((name, value) -> UNKNOWN);
    }
    if (place == 5 && day.index() == 1 && file == 3) {
      sums.put("RAIN", "-99.00");
    }
    return sums;
  }

  private void location(JsonGenerator json, RainGauge gauge, Instant at, Map<String, String> sums)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("lat", degrees(gauge.position().latitude()));
    json.writeStringField("lon", degrees(gauge.position().longitude()));
    json.writeStringField("locationName", gauge.name());
    json.writeStringField("stationId", gauge.id());
    json.writeObjectFieldStart("time");
    json.writeStringField("obsTime", TIME.format(at));
    json.writeEndObject();
    json.writeArrayFieldStart("weatherElement");
    element(json, "ELEV", mm(2 + chance.of(gauge.number()).below(240)));
    for (Map.Entry<String, String> sum : sums.entrySet()) {
      element(json, sum.getKey(), sum.getValue());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("parameter");
    parameter(json, "CITY", gauge.county());
    parameter(json, "ATTRIBUTE", "Weather Office (simulated)");
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void element(JsonGenerator json, String name, String value) throws IOException {
    json.writeStartObject();
    json.writeStringField("elementName", name);
    json.writeObjectFieldStart("elementValue");
    json.writeStringField("value", value);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void parameter(JsonGenerator json, String name, String value) throws IOException {
    json.writeStartObject();
    json.writeStringField("parameterName", name);
    json.writeStringField("parameterValue", value);
    json.writeEndObject();
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(SampleCity.ZONE).toInstant();
  }

  /** A number as the publisher writes it: always two decimals. */
  private static String mm(double value) {
    return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  private static String degrees(double value) {
    return BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP).toPlainString();
  }
}
