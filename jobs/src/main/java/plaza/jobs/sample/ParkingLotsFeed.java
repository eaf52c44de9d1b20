package plaza.jobs.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * The register of car parks as JSON in the shape of Taipei's TCMSV_alldesc, positions in metres
 * (EPSG:32627), fetched at each day's start. With lots counted from 1, the defects are:
 *
 * <ul>
 *   <li>lot 7 is at -78858832, 0;
 *   <li>lot 11 has no type2, serviceTime, totallargemotor and ChargingStation;
 *   <li>every fifth lot has type 2, which says that nobody counts its free spaces;
 *   <li>numbers of some spaces are texts, and EntranceCoord has latitude as Xcod.
 * </ul>
 */
final class ParkingLotsFeed implements SampleFeed {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int NOWHERE = 7 - 1;
  private static final int INCOMPLETE = 11 - 1;

  private final List<ParkingLot> lots;
  private final boolean hasDefects;

  ParkingLotsFeed(CityPlan plan, SampleCity city) {
    lots = ParkingLot.all(plan, city);
    hasDefects = city.hasDefects();
  }

  @Override
  public String id() {
    return "atlantis_parking_lots";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    try (JsonGenerator json =
        JSON.createGenerator(recording.open(id(), day.start(), "TCMSV_alldesc.json"))) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeObjectFieldStart("data");
      json.writeStringField("UPDATETIME", ParkingLot.updateTime(day.start()));
      json.writeArrayFieldStart("park");
      for (ParkingLot lot : lots) {
        write(lot, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private void write(ParkingLot lot, JsonGenerator json) throws IOException {
    boolean isWhole = lot.index() != INCOMPLETE;
    MetricPosition metres = MetricPosition.of(lot.position());
    json.writeStartObject();
    json.writeStringField("id", lot.id());
    json.writeStringField("area", lot.village().district().name());
    json.writeStringField("name", lot.name());
    json.writeStringField("type", lot.hasLiveCount() ? "1" : "2");
    if (isWhole) {
      json.writeStringField("type2", lot.isOffice() ? "Private" : "Municipal");
    }
    json.writeStringField("summary", lot.cars() + " spaces");
    json.writeStringField("address", PlaceNames.street(lot.index()) + ", " + (lot.index() + 1));
    json.writeStringField("tel", "");
    json.writeStringField("payex", "1.50 EUR an hour");
    if (isWhole) {
      json.writeStringField("serviceTime", "24h");
    }
    boolean isNowhere = hasDefects && lot.index() == NOWHERE;
    json.writeStringField("tw97x", isNowhere ? "-78858832.0" : metres.xText());
    json.writeStringField("tw97y", isNowhere ? "0.0" : metres.yText());
    json.writeNumberField("totalcar", lot.cars());
    json.writeNumberField("totalmotor", lot.motorcycles());
    json.writeNumberField("totalbike", 0);
    json.writeNumberField("totalbus", lot.index() % 9 == 0 ? 3 : 0);
    if (isWhole) {
      json.writeStringField("totallargemotor", "0");
    }
    json.writeStringField("Pregnancy_First", Integer.toString(lot.cars() / 100));
    json.writeStringField("Handicap_First", Integer.toString(1 + lot.cars() / 50));
    if (isWhole) {
      json.writeStringField("ChargingStation", Integer.toString(lot.cars() / 40));
    }
    json.writeObjectFieldStart("FareInfo");
    json.writeEndObject();
    json.writeObjectFieldStart("EntranceCoord");
    json.writeArrayFieldStart("EntrancecoordInfo");
    json.writeStartObject();
    json.writeStringField("Xcod", Double.toString(lot.position().latitude()));
    json.writeStringField("Ycod", Double.toString(lot.position().longitude()));
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }
}
