package plaza.jobs.sample;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Electricity sold by county and month as CSV in the utility's form (UTF-8 with a byte order mark,
 * LF, newest month first), fetched once, five hours into the first day: the 24 months before it.
 *
 * <p>Each month has a row for Atlantis, one for each of two counties outside of it, and one more.
 * Defects:
 *
 * <ul>
 *   <li>the last row of a month, 合計, is the sum of the others;
 *   <li>one heading ends in a blank;
 *   <li>in the fifth month from the newest the farms of Atlantis have "-" and count for nothing in
 *       the sums.
 * </ul>
 */
record EnergyFeed(SampleCity city) implements SampleFeed {
  private static final Duration FETCHED_LATER = Duration.ofHours(5);
  private static final int MONTHS = 24;
  private static final int WITHOUT_FARMS = 5;
  private static final List<String> COUNTIES = List.of("Atlantis", "Lemuria", "Mu");
  // Of a person in a month, in kilowatt-hours: homes, services, offices, farms.
  private static final List<Double> USE = List.of(150.0, 110.0, 25.0, 3.0);
  private static final String HEADER =
      "日期,縣市,住宅部門售電量(度),住宅部門用電佔比(%),服務業部門售電量(度),服務業部門用電佔比(%) ,機關用電售電量(度),"
          + "機關用電用電佔比(%),農林漁牧售電量(度),農林漁牧用電佔比(%),合計售電量(度),縣市用電佔比(%)";

  @Override
  public String id() {
    return "atlantis_energy";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    if (day.index() > 0) {
      return;
    }
    try (Writer out =
            new OutputStreamWriter(
                recording.open(id(), day.start().plus(FETCHED_LATER), "energy.csv"),
                StandardCharsets.UTF_8);
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
      out.write('\uFEFF');
      csv.writeRecord(HEADER.split(",", -1));
      for (int back = 1; back <= MONTHS; back++) {
        write(YearMonth.from(city.from()).minusMonths(back), back == WITHOUT_FARMS, csv);
      }
    }
  }

  private void write(YearMonth month, boolean withoutFarms, CsvWriter csv) {
    List<long[]> counties = new ArrayList<>();
    for (String county : COUNTIES) {
      counties.add(sold(county, month));
    }
    if (withoutFarms) {
      counties.getFirst()[USE.size() - 1] = 0;
    }
    long[] all = new long[USE.size()];
    for (long[] county : counties) {
      for (int sector = 0; sector < all.length; sector++) {
        all[sector] += county[sector];
      }
    }
    for (int county = 0; county < COUNTIES.size(); county++) {
      boolean isUnknown = withoutFarms && county == 0;
      csv.writeRecord(row(month, COUNTIES.get(county), counties.get(county), sum(all), isUnknown));
    }
    csv.writeRecord(row(month, "合計", all, sum(all), false));
  }

  private long[] sold(String county, YearMonth month) {
    Chance own = city.chance().of(id()).of(county).of(month.toString());
    int people = county.equals(COUNTIES.getFirst()) ? city.people() : 80_000;
    double season = StrictMath.cos(2 * StrictMath.PI * (month.getMonthValue() - 8) / 12);
    long[] sold = new long[USE.size()];
    for (int sector = 0; sector < sold.length; sector++) {
      double swing = 1 + 0.25 * season + own.of(sector).between(-0.04, 0.04);
      sold[sector] = StrictMath.round(people * USE.get(sector) * swing);
    }
    return sold;
  }

  private static List<String> row(
      YearMonth month, String county, long[] sold, long all, boolean isUnknown) {
    List<String> row = new ArrayList<>();
    row.add(String.format(Locale.ROOT, "%d年%02d月", month.getYear(), month.getMonthValue()));
    row.add(county);
    long sum = sum(sold);
    for (int sector = 0; sector < sold.length; sector++) {
      boolean isFarms = sector == sold.length - 1;
      row.add(isUnknown && isFarms ? "-" : Long.toString(sold[sector]));
      row.add(share(sold[sector], sum, 1));
    }
    row.add(Long.toString(sum));
    row.add(share(sum, all, 100));
    return row;
  }

  private static String share(long part, long whole, int of) {
    return String.format(Locale.ROOT, "%.4f", of * (double) part / whole);
  }

  private static long sum(long[] sold) {
    long sum = 0;
    for (long each : sold) {
      sum += each;
    }
    return sum;
  }
}
