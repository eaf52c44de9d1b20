package plaza.jobs.sample;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/**
 * The population of villages as CSV (UTF-8 with a byte order mark, CRLF), fetched once, at the
 * first day's start, about the month before.
 *
 * <p>Rows are in the order of villages.geojson. In each, women and men and also the three age
 * groups add up to people_total. Defects:
 *
 * <ul>
 *   <li>the 6th village (row 7 of the file, header included) has "-" for all counts;
 *   <li>a last row "總計" with site_id "Total" and no codes counts the whole city, the 6th village
 *       included: it says {@link SampleCity#people()}, and what the villages' rows lack of it is
 *       the 6th village's people;
 *   <li>site_id holds the city and, after a comma, the district.
 * </ul>
 */
record PopulationFeed(CityPlan plan, SampleCity city) implements SampleFeed {
  private static final int MISSING_VILLAGE = 5;

  @Override
  public String id() {
    return "atlantis_population";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    if (day.index() > 0) {
      return;
    }
    try (Writer out =
            new OutputStreamWriter(
                recording.open(id(), day.start(), "population.csv"), StandardCharsets.UTF_8);
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out)) {
      out.write('\uFEFF');
      csv.writeRecord(
          "statistic_yyymm,district_code,site_id,village_code,village,household_no,people_total,"
              .concat("people_total_m,people_total_f,age_0_14,age_15_64,age_65_up")
              .split(",", -1));
      String month = YearMonth.from(day.date()).minusMonths(1).toString();
      Counts total = Counts.NONE;
      for (Village village : plan.villages()) {
        Counts counts = Counts.of(village, city.chance().of(id()));
        total = total.plus(counts);
        String site = SampleCity.TITLE + ", " + village.district().name();
        boolean isMissing = village.index() == MISSING_VILLAGE;
        List<String> row = new ArrayList<>();
        row.addAll(List.of(month, village.district().code(), site, village.code(), village.name()));
        row.addAll(isMissing ? Counts.UNKNOWN : counts.texts());
        csv.writeRecord(row);
      }
      List<String> last = new ArrayList<>(List.of(month, "", "Total", "", "總計"));
      last.addAll(total.texts());
      csv.writeRecord(last);
    }
  }

  private record Counts(int households, int men, int women, int young, int adult, int old) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);
    static final List<String> UNKNOWN = List.of("-", "-", "-", "-", "-", "-", "-");

    static Counts of(Village village, Chance chance) {
      Chance own = chance.of(village.index());
      int people = village.people();
      int men = (int) (people * own.of("men").between(0.46, 0.52));
      int young = (int) (people * own.of("young").between(0.10, 0.17));
      int old = (int) (people * own.of("old").between(0.12, 0.24));
      int households = (int) (people / own.of("household").between(2.2, 3.0));
      return new Counts(households, men, people - men, young, people - young - old, old);
    }

    Counts plus(Counts other) {
      return new Counts(
          households + other.households,
          men + other.men,
          women + other.women,
          young + other.young,
          adult + other.adult,
          old + other.old);
    }

    List<String> texts() {
      return List.of(
          Integer.toString(households),
          Integer.toString(men + women),
          Integer.toString(men),
          Integer.toString(women),
          Integer.toString(young),
          Integer.toString(adult),
          Integer.toString(old));
    }
  }
}
