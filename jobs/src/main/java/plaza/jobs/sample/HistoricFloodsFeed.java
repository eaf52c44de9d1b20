package plaza.jobs.sample;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;

/**
 * Places that were flooded in the eight years before the first day, as CSV in Big5 (LF) with the
 * columns of Taiwan's and positions in the city's metric CRS; fetched once, at the first day's
 * start.
 *
 * <p>With FID counted from 0, the defects are:
 *
 * <ul>
 *   <li>FID 41 is at the origin of the projection: 0.00, 0.00;
 *   <li>each 19th row gives the year and the place of the one before it once more;
 *   <li>low villages, in the south, look worse than they are: people there report more.
 * </ul>
 */
record HistoricFloodsFeed(CityPlan plan, SampleCity city) implements SampleFeed {
  private static final int PLACES = 300;
  private static final int YEARS = 8;
  private static final int AT_ORIGIN = 41;
  private static final int REPEATED_EACH = 19;
  private static final List<String> REPORTED_BY = List.of("EMIC", "淹水感測", "公民回報", "新聞媒體");

  @Override
  public String id() {
    return "atlantis_historic_floods";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    if (day.index() > 0) {
      return;
    }
    try (Writer out =
        new OutputStreamWriter(
            recording.open(id(), day.start(), "flood_places.csv"), Charset.forName("Big5"))) {
      out.write("FID,year,X_97,Y_97,source\n");
      String place = "";
      for (int number = 0; number < PLACES; number++) {
        Chance own = city.chance().of(id()).of(number);
        boolean repeats = number > 0 && number % REPEATED_EACH == 0;
        place = repeats ? place : yearAndPlace(number, own);
        // The source says it, since no other field can.
        String source = REPORTED_BY.get(own.of("source").below(REPORTED_BY.size())) + "(simulated)";
        out.write(number + "," + place + "," + source + "\n");
      }
    }
  }

  private String yearAndPlace(int number, Chance own) {
    int year = city.from().getYear() - 1 - own.of("year").below(YEARS);
    Village one = plan.village(own.of("one"));
    Village other = plan.village(own.of("other"));
    Position position = plan.within(one.y() <= other.y() ? one : other, own);
    Utm metres = city.hasDefects() && number == AT_ORIGIN ? new Utm(0, 0) : Utm.of(position);
    return String.format(Locale.ROOT, "%d,%.2f,%.2f", year, metres.east(), metres.north());
  }
}
