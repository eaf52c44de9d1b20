package plaza.jobs.sample;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the police know of thefts and robberies as CSV, one list for each offence (cp950 without a
 * byte order mark, LF, years of the Republic), fetched five hours into the day: all lists on the
 * first day, and that of bicycles again on each later one, with the day before at its end.
 *
 * <p>The address is to the block: the city, the code of the district, in about half of the records
 * that of the village too, and a street that the encoding has. Defects, with records as numbered:
 *
 * <ul>
 *   <li>bicycles: record 3 is of month 13, record 5 of the year 155, which is 2066; record 7 was
 *       done between 04 and 60 o'clock; every eighth has "18-20" in place of "18~20";
 *   <li>motorcycles: forty rows are blank, and in one more there is but a date;
 *   <li>robberies: one column more than the other lists have.
 * </ul>
 */
record TheftsFeed(CityPlan plan, SampleCity city) implements SampleFeed {
  // cp950 as Microsoft has it; what Java calls cp950 is IBM's.
  private static final Charset CP950 = Charset.forName("windows-950");
  private static final Duration FETCHED_LATER = Duration.ofHours(5);
  private static final int DAYS_BEFORE = 730;
  private static final int YEARS_BEFORE_THE_REPUBLIC = 1911;
  private static final int NUMBERS_IN_A_BLOCK = 30;
  private static final double SHARE_WITH_VILLAGE = 0.55;
  private static final List<String> SPANS =
      List.of("02~04", "05~07", "08~10", "08~10", "11~13", "14~16", "17~19", "20~22", "23~01");
  private static final List<String> STREETS =
      List.of("海豚路", "Mermaid \"Short\" Lane", "Trident Ave. ", "Rua do Tridente, Sul ");

  @Override
  public String id() {
    return "atlantis_thefts";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    write(Offence.BICYCLE, day, recording);
    if (day.index() == 0) {
      write(Offence.MOTORCYCLE, day, recording);
      write(Offence.ROBBERY, day, recording);
    }
  }

  private void write(Offence offence, LocalDay day, Recording recording) throws IOException {
    try (Writer out =
            new OutputStreamWriter(
                recording.open(id(), day.start().plus(FETCHED_LATER), offence.file()),
                // An encoder of its own refuses what it lacks, where a charset would write "?".
                CP950.newEncoder());
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
      List<String> header = new ArrayList<>(List.of("編號", "案類", "發生日期", "發生時段", "發生地點"));
      if (offence.hasRemarks()) {
        header.add("備註");
      }
      csv.writeRecord(header);
      int number = 0;
      int before = offence.records(city);
      for (int record = 0; record < before; record++) {
        LocalDate date = city.from().minusDays(DAYS_BEFORE - (long) DAYS_BEFORE * record / before);
        csv.writeRecord(row(offence, ++number, date, header.size()));
      }
      for (int index = 0; index < day.index(); index++) {
        LocalDate date = city.from().plusDays(index);
        int records = 1 + chance(offence).of("new").of(date.toEpochDay()).below(3);
        for (int record = 0; record < records; record++) {
          csv.writeRecord(row(offence, ++number, date, header.size()));
        }
      }
      for (int blank = 0; city.hasDefects() && blank < offence.blankRows(); blank++) {
        csv.writeRecord("", "", "", "", "");
      }
      if (city.hasDefects() && offence.blankRows() > 0) {
        csv.writeRecord("", "", roc(city.from().minusDays(1)), "", "");
      }
    }
  }

  private Chance chance(Offence offence) {
    return city.chance().of(id()).of(offence.file());
  }

  private List<String> row(Offence offence, int number, LocalDate date, int width) {
    Chance own = chance(offence).of(number);
    String span = SPANS.get(own.of("span").below(SPANS.size()));
    boolean isSloppy = city.hasDefects() && offence.equals(Offence.BICYCLE);
    List<String> row = new ArrayList<>();
    row.add(Integer.toString(number));
    row.add(offence.word());
    row.add(isSloppy ? slipped(number, roc(date)) : roc(date));
    row.add(isSloppy ? misheard(number, span) : span);
    row.add(address(own));
    while (row.size() < width) {
      row.add("");
    }
    return row;
  }

  private static String slipped(int number, String roc) {
    return switch (number) {
      case 3 -> roc.substring(0, 3) + "1305";
      case 5 -> "155" + roc.substring(3);
      default -> roc;
    };
  }

  private static String misheard(int number, String span) {
    if (number == 7) {
      return "04~60";
    }
    return number % 8 == 0 ? span.replace('~', '-') : span;
  }

  private String address(Chance own) {
    Village village = plan.village(own);
    int first = 1 + NUMBERS_IN_A_BLOCK * own.of("block").below(12);
    boolean namesVillage = own.of("names village").unit() < SHARE_WITH_VILLAGE;
    return "Atlantis "
        + village.district().code()
        + (namesVillage ? " " + village.code() : "")
        + " "
        + STREETS.get(own.of("street").below(STREETS.size()))
        + first
        + "~"
        + (first + NUMBERS_IN_A_BLOCK - 1)
        + "號";
  }

  /** A day in the Republic's calendar, whose year 1 is 1912. */
  private static String roc(LocalDate date) {
    return String.format(
        Locale.ROOT,
        "%03d%02d%02d",
        date.getYear() - YEARS_BEFORE_THE_REPUBLIC,
        date.getMonthValue(),
        date.getDayOfMonth());
  }
}
