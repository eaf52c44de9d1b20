package plaza.jobs.sample;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Speeds between toll gantries as Taiwan's TDCS publishes them (module M05A: CSV without a header,
 * LF), in files like those of {@link TollFlowsFeed}: 7 pairs of gantries. Dates have slashes here.
 * Defects: the speed is 0 where no vehicle passed both gantries, and always for the pair that turns
 * back on the ring road, whatever its vehicles.
 */
final class TollSpeedsFeed implements SampleFeed {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm", Locale.ROOT).withZone(SampleCity.ZONE);

  private final TollTraffic traffic;

  TollSpeedsFeed(SampleCity city) {
    traffic = new TollTraffic(city.chance().of("toll"));
  }

  @Override
  public String id() {
    return "atlantis_toll_m05a";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    List<Instant> hours = day.every(TollTraffic.EVERY).toList();
    for (Instant end : hours) {
      StringBuilder rows = new StringBuilder();
      TollTraffic.intervalsBefore(end).forEach(interval -> rows(interval, rows));
      try (Writer out =
          new OutputStreamWriter(
              recording.open(
                  id(), end.plus(TollTraffic.FETCHED_LATER), TollTraffic.fileName("M05A", end)),
              StandardCharsets.US_ASCII)) {
        out.append(rows);
      }
    }
  }

  private void rows(Instant interval, StringBuilder rows) {
    for (TollTraffic.Pair pair : TollTraffic.pairs()) {
      for (int type = 0; type < TollTraffic.TYPES.size(); type++) {
        rows.append(TIME.format(interval)).append(',');
        rows.append(pair.from().id()).append(',').append(pair.to().id()).append(',');
        rows.append(TollTraffic.TYPES.get(type)).append(',');
        rows.append(traffic.speed(pair, type, interval)).append(',');
        rows.append(traffic.vehicles(pair, type, interval)).append('\n');
      }
    }
  }
}
