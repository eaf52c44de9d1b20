package plaza.jobs.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * Free spaces of the car parks that count them, as JSON in the shape of Taipei's
 * TCMSV_allavailable: each half hour of each local day from its start, fetched a minute later; when
 * it was made stands in the envelope alone. Spaces that nobody counts are -9.
 *
 * <p>With lots of the register counted from 1 and polls of a day from 0, the defects are:
 *
 * <ul>
 *   <li>two lots, OLD1 and OLD2, are in no register;
 *   <li>lot 2 has 3 more free spaces than spaces in each poll before 06:00;
 *   <li>lot 3 answers -3 in polls 10 to 19 of each day;
 *   <li>lot 6 has -1 free spaces in poll 20 of the first day;
 *   <li>poll 30 of the first day is poll 29 once more.
 * </ul>
 */
final class ParkingFeed implements SampleFeed {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration EVERY = Duration.ofMinutes(30);
  private static final Duration FETCHED_LATER = Duration.ofMinutes(1);
  private static final int MISCOUNTS = 2 - 1;
  private static final int SILENT = 3 - 1;
  private static final int NEGATIVE = 6 - 1;
  private static final int NOT_COUNTED = -9;
  private static final int NO_ANSWER = -3;

  private final List<ParkingLot> lots;
  private final Chance chance;
  private final boolean hasDefects;

  ParkingFeed(CityPlan plan, SampleCity city) {
    lots = ParkingLot.all(plan, city).stream().filter(ParkingLot::hasLiveCount).toList();
    chance = city.chance().of(id());
    hasDefects = city.hasDefects();
  }

  @Override
  public String id() {
    return "atlantis_parking";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    Iterator<Instant> polls = day.every(EVERY).iterator();
    for (int poll = 0; polls.hasNext(); poll++) {
      Instant instant = polls.next();
      boolean isRepeat = hasDefects && day.index() == 0 && poll == 30;
      int told = isRepeat ? poll - 1 : poll;
      Instant toldAt = isRepeat ? instant.minus(EVERY) : instant;
      try (JsonGenerator json =
          JSON.createGenerator(
              recording.open(id(), instant.plus(FETCHED_LATER), "TCMSV_allavailable.json"))) {
        json.writeStartObject();
        json.writeObjectFieldStart("data");
        json.writeStringField("UPDATETIME", ParkingLot.updateTime(toldAt));
        json.writeArrayFieldStart("park");
        for (ParkingLot lot : lots) {
          row(lot.id(), cars(lot, day, told, toldAt), motorcycles(lot, toldAt), json);
        }
        if (hasDefects) {
          row("OLD1", 12, NOT_COUNTED, json);
          row("OLD2", NOT_COUNTED, NOT_COUNTED, json);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
      }
    }
  }

  private int cars(ParkingLot lot, LocalDay day, int poll, Instant at) {
    if (!hasDefects) {
      return lot.free(chance, at);
    }
    boolean isNight = LocalDay.local(at).getHour() < 6;
    return switch (lot.index()) {
      case MISCOUNTS -> isNight ? lot.cars() + 3 : lot.free(chance, at);
      case SILENT -> poll >= 10 && poll < 20 ? NO_ANSWER : lot.free(chance, at);
      case NEGATIVE -> day.index() == 0 && poll == 20 ? -1 : lot.free(chance, at);
      default -> lot.free(chance, at);
    };
  }

  private int motorcycles(ParkingLot lot, Instant at) {
    return lot.motorcycles() == 0
        ? NOT_COUNTED
        : chance.of("motorcycles").of(lot.index()).of(at.getEpochSecond()).below(lot.motorcycles());
  }

  private static void row(String id, int cars, int motorcycles, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeNumberField("availablecar", cars);
    json.writeNumberField("availablemotor", motorcycles);
    for (String field :
        List.of("availablebus", "availablehandicap", "availablepregnancy", "availableheavymotor")) {
      json.writeNumberField(field, NOT_COUNTED);
    }
    json.writeEndObject();
  }
}
