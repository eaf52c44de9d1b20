package plaza.jobs.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * A CSV file of sensor readings, the same for the same numbers: {@code sensor, time, lat, lon,
 * pm25, temperature, humidity}. One row of 5,000 has a time that does not exist, another a
 * temperature that no thermometer shows.
 *
 * @param rows how many, bad ones among them
 * @param sensors each reports every five minutes, all in turn
 * @param from local time of the first reports
 */
public record SensorFile(long rows, int sensors, LocalDateTime from) {
  private static final int BAD_EVERY = 5_000;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  /** Writes it. */
  public void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        PrintStream text = new PrintStream(out, false, StandardCharsets.US_ASCII)) {
      text.print("sensor,time,lat,lon,pm25,temperature,humidity\n");
      StringBuilder line = new StringBuilder();
      String time = "";
      for (long row = 0; row < rows; row++) {
        int sensor = (int) (row % sensors);
        if (sensor == 0) {
          time = TIME.format(from.plusMinutes(5 * (row / sensors)));
        }
        line.setLength(0);
        append(line, row, sensor, time);
        text.append(line);
      }
      if (text.checkError()) {
        throw new IOException(file + " could not be written");
      }
    }
  }

  private static void append(StringBuilder line, long row, int sensor, String time) {
    long mixed = mix(row);
    boolean isLate = row % BAD_EVERY == BAD_EVERY / 2;
    boolean isHot = row % BAD_EVERY == BAD_EVERY - 1;
    line.append('S').append(100_000 + sensor).append(',');
    line.append(isLate ? "2026-02-30 12:00:00" : time).append(',');
    line.append("35.").append(1_000_000 + Math.floorMod(mix(sensor), 9_000_000)).append(',');
    line.append("139.").append(1_000_000 + Math.floorMod(mix(-sensor), 8_000_000)).append(',');
    decimal(line, Math.floorMod(mixed, 1_500)).append(',');
    decimal(line, isHot ? 9_999 : Math.floorMod(mixed >> 12, 400)).append(',');
    decimal(line, Math.floorMod(mixed >> 24, 1_000)).append('\n');
  }

  private static StringBuilder decimal(StringBuilder line, long tenths) {
    return line.append(tenths / 10).append('.').append(tenths % 10);
  }

  // The finaliser of SplitMix64: spreads the bits of a counter.
  private static long mix(long n) {
    long z = (n + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
