package plaza.jobs.sample;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Vehicles under toll gantries as Taiwan's TDCS publishes them (module M03A: CSV without a header,
 * LF): a file for each hour, with its twelve intervals, each gantry and each type, fetched a minute
 * after the hour; so a day's first file is of the day before. Zeros are written.
 *
 * <p>With files of a day counted from 0, the defects are:
 *
 * <ul>
 *   <li>file 5 of the first day: its 3rd row ends before the number of vehicles;
 *   <li>file 7 of the first day begins with the 40 rows of the interval before, one vehicle more in
 *       each: late counts.
 * </ul>
 */
final class TollFlowsFeed implements SampleFeed {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(SampleCity.ZONE);

  private final TollTraffic traffic;
  private final boolean hasDefects;

  TollFlowsFeed(SampleCity city) {
    traffic = new TollTraffic(city.chance().of("toll"));
    hasDefects = city.hasDefects();
  }

  @Override
  public String id() {
    return "atlantis_toll_m03a";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    Iterator<Instant> hours = day.every(TollTraffic.EVERY).iterator();
    for (int file = 0; hours.hasNext(); file++) {
      Instant end = hours.next();
      StringBuilder rows = new StringBuilder();
      if (hasDefects && day.index() == 0 && file == 7) {
        List<Instant> before = TollTraffic.intervalsBefore(end.minus(TollTraffic.EVERY)).toList();
        rows(before.getLast(), 1, rows);
      }
      TollTraffic.intervalsBefore(end).forEach(interval -> rows(interval, 0, rows));
      String text = rows.toString();
      if (hasDefects && day.index() == 0 && file == 5) {
        List<String> lines = text.lines().toList();
        text = text.replaceFirst(lines.get(2), lines.get(2).replaceFirst(",[^,]*$", ""));
      }
      try (Writer out =
          new OutputStreamWriter(
              recording.open(
                  id(), end.plus(TollTraffic.FETCHED_LATER), TollTraffic.fileName("M03A", end)),
              StandardCharsets.US_ASCII)) {
        out.write(text);
      }
    }
  }

  private void rows(Instant interval, int late, StringBuilder rows) {
    for (TollGantry gantry : TollGantry.all()) {
      for (int type = 0; type < TollTraffic.TYPES.size(); type++) {
        rows.append(TIME.format(interval)).append(',');
        rows.append(gantry.id()).append(',').append(gantry.direction()).append(',');
        rows.append(TollTraffic.TYPES.get(type)).append(',');
        rows.append(traffic.vehicles(gantry, type, interval) + late).append('\n');
      }
    }
  }
}
