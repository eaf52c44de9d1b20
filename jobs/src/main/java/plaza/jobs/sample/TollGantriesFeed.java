package plaza.jobs.sample;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * The register of toll gantries as CSV with the 12 columns of Taiwan's Freeway Bureau (UTF-8 with a
 * byte order mark, LF), fetched once, at the first day's start: 8 gantries on 2 roads. The two of
 * the coast road have kilometres of a ramp. The section of each is 3.8 km.
 */
final class TollGantriesFeed implements SampleFeed {
  private static final BigDecimal SECTION_KM = new BigDecimal("3.8");

  private final BigDecimal euroPerKm;

  TollGantriesFeed(SampleCity city) {
    int tenthsOfCents = 80 + city.chance().of("toll").of("price").below(90);
    euroPerKm = BigDecimal.valueOf(tenthsOfCents, 3);
  }

  @Override
  public String id() {
    return "atlantis_toll_gantries";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    if (day.index() > 0) {
      return;
    }
    try (Writer out =
            new OutputStreamWriter(
                recording.open(id(), day.start(), "gantries.csv"), StandardCharsets.UTF_8);
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
      out.write('\uFEFF');
      csv.writeRecord(
          "國道別,方向,編號,設定收費區代碼,起點交流道,迄點交流道,收費區設定里程,小型車牌價,大型車牌價,聯結車牌價,緯度,經度".split(",", -1));
      for (TollGantry gantry : TollGantry.all()) {
        csv.writeRecord(
            gantry.roadName(),
            String.valueOf(gantry.direction()),
            gantry.sign(),
            gantry.id(),
            gantry.from(),
            gantry.to(),
            SECTION_KM.toPlainString(),
            price("1"),
            price("1.25"),
            price("1.5"),
            BigDecimal.valueOf(gantry.position().latitude()).toPlainString(),
            BigDecimal.valueOf(gantry.position().longitude()).toPlainString());
      }
    }
  }

  private String price(String factor) {
    return SECTION_KM
        .multiply(euroPerKm)
        .multiply(new BigDecimal(factor))
        .setScale(2, RoundingMode.HALF_UP)
        .toPlainString();
  }
}
