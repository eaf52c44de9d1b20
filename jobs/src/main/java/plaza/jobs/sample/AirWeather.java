package plaza.jobs.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What stations measure: a drift of good and bad air, shared by all of them, and their own. */
record AirWeather(Chance chance) {
  private static final DateTimeFormatter PUBLISHTIME =
      DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss", Locale.ROOT).withZone(SampleCity.ZONE);

  /** A row in MOENV's column order; a blank where there is no reading. */
  String[] row(AirStation station, Instant hour) {
    long hours = hour.getEpochSecond() / 3600;
    long turn = hours + station.number();
    Chance own = chance.of(station.number());
    double dust = 5 + 45 * chance.of("dust").drift(hours / 12.0) * own.drift(hours / 4.0);
    long pm25 = StrictMath.round(dust);
    long pm10 = StrictMath.round(dust * own.of("coarse").of(hours).between(1.5, 2.2));
    long aqi = StrictMath.round(15 + dust * 2.2);
    double no = own.of("no").drift(hours / 3.0) * 5;
    double no2 = 2 + own.of("no2").drift(hours / 5.0) * 20;
    boolean hasGases = turn % 23 != 0;
    boolean hasWind = turn % 17 != 0;
    return new String[] {
      station.name(),
      station.county(),
      Long.toString(aqi),
      aqi > 50 ? "PM2.5" : "",
      status(aqi),
      text(own.of("so2").drift(hours / 6.0) * 3, 1),
      text(0.1 + own.of("co").drift(hours / 6.0) * 0.6, 2),
      text(15 + own.of("o3").drift(hours / 6.0) * 30, 1),
      text(20 + own.of("o3_8hr").drift(hours / 24.0) * 25, 1),
      Long.toString(pm10),
      turn % 29 == 0 ? "" : Long.toString(pm25),
      hasGases ? text(no2, 1) : "",
      hasGases ? text(no2 + no, 1) : "",
      hasGases ? text(no, 1) : "",
      hasWind ? text(own.of("wind").drift(hours / 3.0) * 9, 1) : "-",
      hasWind ? text(own.of("from").drift(hours / 8.0) * 359, 0) : "-",
      PUBLISHTIME.format(hour),
      text(0.1 + own.of("co").drift(hours / 24.0) * 0.6, 1),
      text(5 + own.of("pm2.5_avg").drift(hours / 24.0) * 20, 0),
      text(10 + own.of("pm10_avg").drift(hours / 24.0) * 40, 0),
      text(own.of("so2_avg").drift(hours / 24.0) * 3, 0),
      BigDecimal.valueOf(station.position().longitude()).toPlainString(),
      BigDecimal.valueOf(station.position().latitude()).toPlainString(),
      Integer.toString(station.number())
    };
  }

  private static String status(long aqi) {
    if (aqi <= 50) {
      return "Good";
    }
    return aqi <= 100 ? "Moderate" : "Unhealthy for Sensitive Groups";
  }

  /** A number as the publisher writes it: no more decimals than it needs. */
  private static String text(double value, int decimals) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
