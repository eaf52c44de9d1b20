package plaza.jobs.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Depths at flood sensors as GeoJSON with the properties of Taiwan's, every half hour of each local
 * day, fetched five minutes later. Unlike Taiwan's, a file lists all sensors, also the dry ones.
 *
 * <p>With sensors counted from 1 and files of a day from 0, the defects are:
 *
 * <ul>
 *   <li>depths have the noise of binary fractions: 0.5700000000000001;
 *   <li>sensor 3 gives its previous reading once more in file 9 of the first day;
 *   <li>sensor 6 has no reading in file 12 of the first day: result is null;
 *   <li>sensor 5 gives metres in file 30 of the second day.
 * </ul>
 */
final class FloodSensorsFeed implements SampleFeed {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration EVERY = Duration.ofMinutes(30);
  private static final Duration FETCHED_LATER = Duration.ofMinutes(5);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT)
          .withZone(SampleCity.ZONE);

  private final List<FloodSensor> sensors;
  private final Rain rain;
  private final boolean hasDefects;

  FloodSensorsFeed(CityPlan plan, SampleCity city) {
    sensors = FloodSensor.all(plan, city);
    rain = city.rain();
    hasDefects = city.hasDefects();
  }

  @Override
  public String id() {
    return "atlantis_flood_sensors";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    Iterator<Instant> times = day.every(EVERY).iterator();
    for (int file = 0; times.hasNext(); file++) {
      Instant time = times.next();
      try (JsonGenerator json =
          JSON.createGenerator(recording.open(id(), time.plus(FETCHED_LATER), "fhy.json"))) {
        json.writeStartObject();
        json.writeStringField("type", "FeatureCollection");
        json.writeArrayFieldStart("features");
        for (FloodSensor sensor : sensors) {
          feature(json, sensor, day.index(), file, time);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
    }
  }

  private void feature(JsonGenerator json, FloodSensor sensor, int day, int file, Instant time)
      throws IOException {
    boolean repeats = hasDefects && day == 0 && file == 9 && sensor.number() == 3;
    boolean isInMetres = hasDefects && day == 1 && file == 30 && sensor.number() == 5;
    Instant at = repeats ? time.minus(EVERY) : time;
    json.writeStartObject();
    json.writeStringField("type", "Feature");
    json.writeObjectFieldStart("properties");
    json.writeStringField("authority", "Drains Office (simulated)");
    json.writeStringField("stationID", sensor.id().toString());
    json.writeStringField("stationName", sensor.name());
    json.writeStringField("sensorType", sensor.isUnderBridge() ? "雷達波" : "壓力式");
    json.writeStringField("unitOfMeasurement", isInMetres ? "m" : "cm");
    if (hasDefects && day == 0 && file == 12 && sensor.number() == 6) {
      json.writeNullField("result");
    } else {
      json.writeNumberField("result", sensor.depth(rain, at) / (isInMetres ? 100 : 1));
    }
    json.writeStringField("phenomenonTime", TIME.format(at));
    json.writeStringField("transferTime", TIME.format(at.plusSeconds(97)));
    json.writeBooleanField("toBeConfirm", true);
    json.writeBooleanField("isCulvert", sensor.isUnderBridge());
    json.writeStringField("townCode", sensor.village().district().code());
    json.writeEndObject();
    json.writeObjectFieldStart("geometry");
    json.writeStringField("type", "Point");
    json.writeArrayFieldStart("coordinates");
    json.writeNumber(sensor.position().longitude());
    json.writeNumber(sensor.position().latitude());
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }
}
