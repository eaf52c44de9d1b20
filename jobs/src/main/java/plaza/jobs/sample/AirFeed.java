package plaza.jobs.sample;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/**
 * Hourly air quality as CSV with MOENV's 24 columns (UTF-8 with a byte order mark, LF, publishtime
 * alone in quotes), fetched five minutes after each hour of each local day.
 *
 * <p>Each file lists the stations of Atlantis and then the ten of Lemuria, which lie outside of the
 * city's bounds. With stations counted by siteid, from 1, and files of a day counted from 0, the
 * defects are:
 *
 * <ul>
 *   <li>pm2.5 is blank where siteid + epoch hour divides by 29; no2, nox and no where it divides by
 *       23; wind_speed and wind_direc are "-" where it divides by 17; pollutant is blank in good
 *       air;
 *   <li>pm2.5 of station 2 is "x" in file 5 of the first day;
 *   <li>station 3 gives its previous row once more in file 9 of the first day;
 *   <li>on days with a change of clocks publishtime leaves an hour out, or gives one twice.
 * </ul>
 */
final class AirFeed implements SampleFeed {
  private static final String HEADER =
      "sitename,county,aqi,pollutant,status,so2,co,o3,o3_8hr,pm10,pm2.5,no2,nox,no,wind_speed,"
          + "wind_direc,publishtime,co_8hr,pm2.5_avg,pm10_avg,so2_avg,longitude,latitude,siteid";
  private static final int PUBLISHTIME = List.of(HEADER.split(",", -1)).indexOf("publishtime");
  private static final int PM25 = List.of(HEADER.split(",", -1)).indexOf("pm2.5");
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration FETCHED_LATER = Duration.ofMinutes(5);

  private final List<AirStation> stations;
  private final AirWeather weather;
  private final boolean hasDefects;

  AirFeed(CityPlan plan, SampleCity city) {
    stations = AirStation.all(plan, city);
    weather = new AirWeather(city.chance().of(id()));
    hasDefects = city.hasDefects();
  }

  @Override
  public String id() {
    return "atlantis_air";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    Iterator<Instant> hours = day.every(EVERY).iterator();
    for (int file = 0; hours.hasNext(); file++) {
      write(day, file, hours.next(), recording);
    }
  }

  private void write(LocalDay day, int file, Instant hour, Recording recording) throws IOException {
    try (Writer out =
            new OutputStreamWriter(
                recording.open(id(), hour.plus(FETCHED_LATER), "aqx_p_432.csv"),
                StandardCharsets.UTF_8);
        CsvWriter csv =
            CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(new PublishTimeInQuotes())
                .build(out)) {
      out.write('\uFEFF');
      csv.writeRecord(HEADER.split(",", -1));
      for (AirStation station : stations) {
        boolean isFirstDay = hasDefects && day.index() == 0;
        boolean repeats = isFirstDay && file == 9 && station.number() == 3;
        String[] row = weather.row(station, repeats ? hour.minus(EVERY) : hour);
        if (isFirstDay && file == 5 && station.number() == 2) {
          row[PM25] = "x";
        }
        csv.writeRecord(row);
      }
    }
  }

  private static final class PublishTimeInQuotes implements QuoteStrategy {
    @Override
    public boolean quoteValue(int line, int field, String value) {
      return field == PUBLISHTIME && line > 1;
    }
  }
}
