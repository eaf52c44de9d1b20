package plaza.jobs.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleHazardTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FEEDS =
      List.of(
          "atlantis_rainfall",
          "atlantis_flood_sensors",
          "atlantis_flood_events",
          "atlantis_historic_floods");
  private static RecordedCity city = new RecordedCity(Path.of(""));

  @BeforeAll
  static void write(@TempDir Path recording) throws IOException {
    SampleCity.standard().write(recording, line -> {});
    city = new RecordedCity(recording);
  }

  @Test
  void two_days_of_all_feeds_are_under_two_megabytes() throws IOException {
    long bytes = 0;
    for (String feed : FEEDS) {
      for (Path file : city.files(feed)) {
        bytes += Files.size(file);
      }
    }
    assertThat(bytes).isLessThan(2_000_000);
  }

  @Test
  void rain_has_the_defects_that_are_listed() throws IOException {
    for (Path file : city.files("atlantis_rainfall")) {
      assertThat(gauges(file)).hasSize(9);
    }
    assertThat(sums("20260328T010500Z", 1))
        .contains(Map.entry("RAIN", "-998.00"), Map.entry("HOUR_6", "-998.00"))
        .contains(Map.entry("HOUR_12", "0.00"), Map.entry("latest_3days", "0.00"));
    assertThat(sums("20260328T010500Z", 4))
        .contains(Map.entry("NOW", "0.00"), Map.entry("latest_2days", "-999.00"))
        .contains(Map.entry("latest_3days", "-999.00"));
    assertThat(sums("20260329T230500Z", 4).get("latest_2days")).isNotEqualTo("-999.00");
    assertThat(sums("20260329T230500Z", 4)).containsEntry("latest_3days", "-999.00");
    Map<String, String> blocked = sums("20260328T120500Z", 2);
    blocked.remove("ELEV");
    assertThat(blocked).hasSize(9).allSatisfy((name, mm) -> assertThat(mm).isEqualTo("-999.00"));
    assertThat(sums("20260329T040500Z", 5)).containsEntry("RAIN", "-99.00");
    assertThat(gauge("20260328T100500Z", 3).get("time"))
        .isEqualTo(gauge("20260328T090500Z", 3).get("time"));
    assertThat(gauge("20260328T230500Z", 1).at("/time/obsTime").textValue())
        .isEqualTo("2026-03-28T22:00:00-01:00");
    assertThat(gauge("20260329T010500Z", 1).at("/time/obsTime").textValue())
        .isEqualTo("2026-03-29T01:00:00+00:00");
  }

  @Test
  void sums_of_rain_agree_with_each_other() throws IOException {
    Map<Integer, Double> day = new HashMap<>();
    for (Path file : city.files("atlantis_rainfall")) {
      String at = at(file);
      for (int gauge = 6; gauge <= 9; gauge++) {
        Map<String, String> sums = sums(at, gauge);
        double hour = Math.max(0, Double.parseDouble(sums.get("RAIN")));
        boolean isSecondDay = at.compareTo("20260329T020000Z") > 0;
        day.merge(gauge, isSecondDay ? hour : 0, Double::sum);
        if (isSecondDay) {
          assertThat(Double.parseDouble(sums.get("NOW"))).isEqualTo(day.get(gauge));
        }
        assertThat("-998.00".equals(sums.get("RAIN")))
            .isEqualTo("-998.00".equals(sums.get("HOUR_6")));
      }
    }
    // Six hours that rise to nine millimetres in ten minutes and fall again.
    assertThat(day.values()).allSatisfy(mm -> assertThat(mm).isBetween(130.0, 200.0));
  }

  @Test
  void the_water_rises_with_the_rain_most_under_the_bridge() throws IOException {
    Map<String, Double> highest = new TreeMap<>();
    for (Path file : city.files("atlantis_flood_sensors")) {
      JsonNode features = JSON.readTree(file.toFile()).get("features");
      assertThat(features).hasSize(8);
      for (JsonNode feature : features) {
        JsonNode properties = feature.get("properties");
        if (at(file).compareTo("20260329T110000Z") < 0) {
          assertThat(properties.get("result").asDouble()).isZero();
        } else if (properties.get("unitOfMeasurement").textValue().equals("cm")) {
          highest.merge(
              properties.get("stationName").textValue(),
              properties.get("result").doubleValue(),
              Math::max);
        }
      }
    }
    assertThat(highest).hasSize(8).allSatisfy((name, cm) -> assertThat(cm).isBetween(5.0, 130.0));
    assertThat(highest.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey())
        .startsWith("Bridge in ");
  }

  @Test
  void flood_sensors_have_the_defects_that_are_listed() throws IOException {
    assertThat(sensor("20260328T053500Z", 3).get("phenomenonTime"))
        .isEqualTo(sensor("20260328T050500Z", 3).get("phenomenonTime"));
    assertThat(sensor("20260328T070500Z", 6).get("result").isNull()).isTrue();
    assertThat(sensor("20260329T160500Z", 5).get("unitOfMeasurement").textValue()).isEqualTo("m");
    assertThat(sensor("20260329T153500Z", 5).get("unitOfMeasurement").textValue()).isEqualTo("cm");
  }

  @Test
  void reports_come_twice_and_have_the_defects_that_are_listed() throws IOException {
    Map<String, JsonNode> first = new TreeMap<>();
    Map<String, JsonNode> second = new TreeMap<>();
    for (Path file : city.files("atlantis_flood_events")) {
      JsonNode report = JSON.readTree(file.toFile());
      String id = report.get("DisasterFloodingID").textValue();
      assertThat(file.getFileName()).hasToString(id + ".json");
      assertThat((first.containsKey(id) ? second : first).put(id, report)).isNull();
    }
    assertThat(first).hasSize(25);
    assertThat(second.keySet()).isEqualTo(first.keySet());
    assertThat(first.values()).noneMatch(report -> report.get("IsReceded").booleanValue());
    assertThat(second.values()).allMatch(report -> report.get("IsReceded").booleanValue());
    assertThat(first.values().stream().filter(report -> report.at("/Point/Latitude").asInt() == 0))
        .hasSize(1);
    assertThat(first.values().stream().filter(report -> report.at("/Point/Latitude").asInt() < 0))
        .hasSize(1);
    assertThat(second.values()).allMatch(report -> report.at("/Point/Latitude").asDouble() > 39);
    assertThat(first.values().stream().filter(r -> r.get("TownCode").textValue().equals("L01")))
        .hasSize(1);
    assertThat(first.values().stream().filter(report -> report.get("Depth").isNull())).hasSize(1);
    assertThat(
            second.values().stream()
                .filter(
                    r -> r.get("RecededDate").textValue().compareTo(r.get("Time").textValue()) < 0))
        .hasSize(1);
    List<JsonNode> ofSensors =
        second.values().stream().filter(r -> r.get("SourceCode").intValue() == 7).toList();
    assertThat(ofSensors)
        .hasSize(6)
        .allMatch(report -> report.get("Situation").textValue().equals("目前感測值0公分"))
        .allMatch(report -> report.get("Depth").intValue() > 0);
  }

  @Test
  void historic_floods_are_in_metres_and_big5_and_repeat_themselves() throws IOException {
    List<String> lines =
        Files.readAllLines(
            city.files("atlantis_historic_floods").getFirst(), Charset.forName("Big5"));
    assertThat(lines).hasSize(301);
    assertThat(lines.getFirst()).isEqualTo("FID,year,X_97,Y_97,source");
    assertThat(lines.get(42)).startsWith("41,").contains(",0.00,0.00,");
    assertThat(lines).anyMatch(line -> line.endsWith(",淹水感測(simulated)"));
    Map<String, Integer> places = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      assertThat(Integer.parseInt(fields[1])).isBetween(2018, 2025);
      places.merge(fields[1] + fields[2] + fields[3], 1, Integer::sum);
    }
    // 19, 38 … 285.
    assertThat(places).hasSize(300 - 15);
  }

  @Test
  void a_position_in_metres_is_where_proj_puts_it() {
    // pyproj: Transformer.from_crs(4326, 32627, always_xy=True).transform(lon, lat)
    assertThat(Utm.of(new Position(-20.27, 39.93)).east()).isCloseTo(562376.463, within(0.01));
    assertThat(Utm.of(new Position(-20.27, 39.93)).north()).isCloseTo(4420243.008, within(0.01));
    assertThat(Utm.of(new Position(-20.03, 40.12)).east()).isCloseTo(582654.466, within(0.01));
    assertThat(Utm.of(new Position(-20.03, 40.12)).north()).isCloseTo(4441527.060, within(0.01));
  }

  private static JsonNode gauges(Path file) throws IOException {
    return JSON.readTree(file.toFile()).at("/cwbopendata/location");
  }

  private static JsonNode gauge(String at, int number) throws IOException {
    Path folder = city.recording().resolve("atlantis_rainfall").resolve(at);
    return gauges(folder.resolve("O-A0002-001.json")).get(number - 1);
  }

  private static Map<String, String> sums(String at, int number) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    StreamSupport.stream(gauge(at, number).get("weatherElement").spliterator(), false)
        .forEach(element ->
            sums.put(
                element.get("elementName").textValue(),
                element.at("/elementValue/value").textValue()));
    return sums;
  }

  private static JsonNode sensor(String at, int number) throws IOException {
    Path folder = city.recording().resolve("atlantis_flood_sensors").resolve(at);
    return JSON.readTree(folder.resolve("fhy.json").toFile())
        .get("features")
        .get(number - 1)
        .get("properties");
  }

  private static String at(Path file) {
    return file.getName(file.getNameCount() - 2).toString();
  }
}
