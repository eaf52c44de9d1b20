package plaza.jobs.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * The tourism office's attractions as JSON, an array within an object within an object, fetched
 * once, five hours into the first day.
 *
 * <p>All values are text but _id. Attractions are counted from 1, which is also RowNumber. Defects:
 *
 * <ul>
 *   <li>file holds the addresses of pictures, and of every fourth attraction that of a sound too,
 *       with nothing between them;
 *   <li>MRT is null of every twelfth, MEMO_TIME of every sixth;
 *   <li>address has two blanks behind the city;
 *   <li>the 11th was published on 30 February.
 * </ul>
 */
record AttractionsFeed(CityPlan plan, SampleCity city) implements SampleFeed {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration FETCHED_LATER = Duration.ofHours(5);
  private static final int PEOPLE_PER_ATTRACTION = 1000;
  private static final int FEWEST_ATTRACTIONS = 40;
  private static final int NEVER_PUBLISHED = 11;
  private static final List<String> CATEGORIES =
      List.of("Museums", "Monuments", "Walks", "Temples", "其\u3000\u3000他");
  private static final List<String> SIGHTS =
      List.of("Farol", "Museu", "Miradouro", "Templo de Ποσειδών", "海神廟", "Mercado \"Novo\"");

  @Override
  public String id() {
    return "atlantis_attractions";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    if (day.index() > 0) {
      return;
    }
    int count = Math.max(FEWEST_ATTRACTIONS, city.people() / PEOPLE_PER_ATTRACTION);
    try (JsonGenerator json =
        JSON.createGenerator(
            recording.open(id(), day.start().plus(FETCHED_LATER), "attractions.json"))) {
      json.writeStartObject();
      json.writeObjectFieldStart("result");
      json.writeNumberField("limit", 1000);
      json.writeNumberField("offset", 0);
      json.writeNumberField("count", count);
      json.writeStringField("sort", "");
      json.writeArrayFieldStart("results");
      for (int number = 1; number <= count; number++) {
        write(number, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  private void write(int number, JsonGenerator json) throws IOException {
    Chance own = city.chance().of(id()).of(number);
    Village village = plan.village(own);
    Position position = plan.within(village, own);
    String sight = SIGHTS.get(number % SIGHTS.size()) + " " + village.name() + " " + number;
    LocalDate published = city.from().minusDays(1 + own.of("published").below(2000));
    String date =
        city.hasDefects() && number == NEVER_PUBLISHED
            ? published.getYear() + "/02/30"
            : published.toString().replace('-', '/');
    json.writeStartObject();
    json.writeStringField("info", "Any bus that is simulated.");
    json.writeStringField("stitle", sight);
    json.writeStringField("xpostDate", date);
    json.writeStringField("longitude", Double.toString(position.longitude()));
    json.writeStringField("MRT", number % 12 == 0 ? null : village.name());
    json.writeStringField("SERIAL_NO", String.format(Locale.ROOT, "20260101%08d", number));
    json.writeStringField("RowNumber", Integer.toString(number));
    json.writeStringField("CAT1", "Sights");
    json.writeStringField("CAT2", CATEGORIES.get(own.of("category").below(CATEGORIES.size())));
    json.writeStringField("MEMO_TIME", number % 6 == 0 ? null : "From dawn\nto dusk.");
    json.writeStringField("POI", "Y");
    json.writeStringField("file", files(number, own));
    json.writeStringField("latitude", Double.toString(position.latitude()));
    json.writeStringField("xbody", sight + " is simulated, and so is what there is to see.");
    json.writeNumberField("_id", number);
    json.writeStringField(
        "address",
        "Atlantis  "
            + village.district().name()
            + ", "
            + PlaceNames.street(own.of("street").below(1000)));
    json.writeEndObject();
  }

  private static String files(int number, Chance own) {
    StringBuilder files = new StringBuilder();
    if (number % 4 == 0) {
      files.append("https://atlantis.example/sound/").append(number).append(".mp3");
    }
    int pictures = 1 + own.of("pictures").below(5);
    for (int picture = 1; picture <= pictures; picture++) {
      files
          .append("https://atlantis.example/pic/")
          .append(number)
          .append('-')
          .append(picture)
          .append(picture % 2 == 0 ? ".JPG" : ".png");
    }
    return files.toString();
  }
}
