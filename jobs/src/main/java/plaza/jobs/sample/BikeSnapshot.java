package plaza.jobs.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/**
 * One answer of the bike share: an array of stations, in the newer shape (total,
 * available_rent_bikes, available_return_bikes, latitude, longitude) or the older one (tot, sbi,
 * bemp, lat, lng).
 */
final class BikeSnapshot implements Closeable {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Position NOWHERE = new Position(0, 0);
  private static final Position ABROAD = new Position(121.55, 25.05);
  private static final int AT_ZERO = 4 - 1;
  private static final int SWAPPED = 8 - 1;
  private static final int FAR_AWAY = 12 - 1;
  private static final int WITHOUT_DISTRICT = 18 - 1;

  private final JsonGenerator json;
  private final boolean isNewer;
  private final boolean hasDefects;
  private final String sourceTime;
  private final String updateTime;

  BikeSnapshot(OutputStream out, Instant poll, boolean isNewer, boolean hasDefects)
      throws IOException {
    this.json = JSON.createGenerator(out);
    this.isNewer = isNewer;
    this.hasDefects = hasDefects;
    this.sourceTime = LocalDay.text(LocalDay.local(poll.plusSeconds(2)).toLocalDateTime());
    this.updateTime = LocalDay.text(LocalDay.local(poll.plusSeconds(6)).toLocalDateTime());
    json.writeStartArray();
  }

  void row(BikeStation station, BikeReport report, boolean hasNumber) throws IOException {
    json.writeStartObject();
    json.writeStringField("sno", hasNumber ? station.number() : null);
    json.writeStringField("sna", station.name());
    if (!isNewer) {
      json.writeNumberField("tot", station.docks());
      json.writeNumberField("sbi", report.bikes());
    }
    boolean hasDistrict = station.index() != WITHOUT_DISTRICT;
    json.writeStringField("sarea", hasDistrict ? station.village().district().name() : null);
    json.writeStringField("mday", report.localTime());
    Position position = published(station);
    if (!isNewer) {
      json.writeNumberField("lat", position.latitude());
      json.writeNumberField("lng", position.longitude());
    }
    json.writeStringField("ar", station.address());
    json.writeStringField("sareaen", station.village().district().englishName());
    json.writeStringField("snaen", "SimBike Sta. " + (station.index() + 1));
    json.writeStringField("aren", "Village " + station.village().code());
    if (!isNewer) {
      json.writeNumberField("bemp", report.freeDocks());
    }
    json.writeStringField("act", "1");
    json.writeStringField("srcUpdateTime", sourceTime);
    json.writeStringField("updateTime", updateTime);
    json.writeStringField("infoTime", report.localTime());
    json.writeStringField("infoDate", report.localTime().substring(0, "yyyy-MM-dd".length()));
    if (isNewer) {
      json.writeNumberField("total", station.docks());
      json.writeNumberField("available_rent_bikes", report.bikes());
      json.writeNumberField("latitude", position.latitude());
      json.writeNumberField("longitude", position.longitude());
      json.writeNumberField("available_return_bikes", report.freeDocks());
    }
    json.writeEndObject();
  }

  private Position published(BikeStation station) {
    if (!hasDefects) {
      return station.position();
    }
    return switch (station.index()) {
      case AT_ZERO -> NOWHERE;
      case SWAPPED -> station.position().swapped();
      case FAR_AWAY -> ABROAD;
      default -> station.position();
    };
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
