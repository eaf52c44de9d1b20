package plaza.jobs.sample;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bike trips, which must be like people's: Saturday 28 March 2026 and thirteen days more. */
class SampleBikeTripsTest {
  private static final String FEED = "atlantis_bike_trips";
  private static final SampleCity CITY = new SampleCity(1, 20_000, LocalDate.of(2026, 3, 28), 14);
  private static List<List<Trip>> days = List.of();

  private record Trip(
      String number,
      String rider,
      String bike,
      String from,
      String to,
      LocalDateTime startedAt,
      LocalDateTime endedAt,
      int metres) {
    static Trip of(NamedCsvRecord row) {
      return new Trip(
          row.getField("trip_no"),
          row.getField("member_no"),
          row.getField("bike_no"),
          row.getField("rent_station"),
          row.getField("return_station"),
          time(row.getField("rent_time")),
          time(row.getField("return_time")),
          Integer.parseInt(row.getField("distance")));
    }

    private static LocalDateTime time(String text) {
      return LocalDateTime.parse(text.replace(' ', 'T'));
    }

    boolean isWorkday() {
      return startedAt.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;
    }

    boolean isBefore(int hour) {
      return startedAt.toLocalTime().isBefore(LocalTime.of(hour, 0));
    }
  }

  @BeforeAll
  static void write(@TempDir Path recording) throws IOException {
    BikeTripsFeed feed = new BikeTripsFeed(CityPlan.of(CITY), CITY);
    for (int index = 0; index < CITY.days(); index++) {
      feed.write(new LocalDay(index, CITY.from().plusDays(index)), new Recording(recording));
    }
    RecordedCity city = new RecordedCity(recording);
    days = new ArrayList<>();
    for (Path file : city.files(FEED)) {
      String fetchedAt = file.getName(file.getNameCount() - 2).toString();
      days.add(
          city.csv(FEED, fetchedAt, file.getFileName().toString()).stream().map(Trip::of).toList());
    }
  }

  private static List<Trip> all() {
    return days.stream().flatMap(List::stream).toList();
  }

  @Test
  void trips_have_the_defects_that_are_listed() {
    List<Trip> first = days.getFirst();
    Trip early = first.get(5 - 1);
    assertThat(early.endedAt()).isEqualTo(early.startedAt().minusMinutes(5));
    assertThat(first.get(8)).isEqualTo(first.get(7));
    assertThat(first).extracting(Trip::number).doesNotContain("20260328-000012");
    assertThat(days.get(1).getLast().number()).isEqualTo("20260328-000012");
    assertThat(days.get(1)).extracting(Trip::number).doesNotHaveDuplicates();
    assertThat(all().stream().filter(trip -> trip.to().isEmpty()).count())
        .isBetween(all().size() / 400L, all().size() / 100L);
  }

  @Test
  void workdays_have_twice_the_trips_of_weekends_and_two_rush_hours() {
    long workdays = all().stream().filter(Trip::isWorkday).count() / 10;
    long weekends = all().stream().filter(trip -> !trip.isWorkday()).count() / 4;
    assertThat(workdays).isGreaterThan(2 * weekends).isBetween(1100L, 1500L);
    int[] hours = new int[24];
    all().stream().filter(Trip::isWorkday).forEach(trip -> hours[trip.startedAt().getHour()]++);
    assertThat(hours[8]).isGreaterThan(5 * hours[11]);
    assertThat(hours[18]).isGreaterThan(3 * hours[14]);
    assertThat(IntStream.range(0, 24).filter(hour -> hours[hour] > 0))
        .allMatch(h -> h >= 6 && h <= 22);
  }

  @Test
  void a_commuter_keeps_to_two_stations_and_to_hours_of_their_own() {
    Map<String, List<Trip>> mornings = new HashMap<>();
    all().stream()
        .filter(trip -> trip.isWorkday() && trip.isBefore(10))
        .forEach(trip -> mornings.computeIfAbsent(trip.rider(), r -> new ArrayList<>()).add(trip));
    int commuters = 0;
    int faithful = 0;
    double spread = 0;
    for (List<Trip> trips : mornings.values()) {
      if (trips.size() < 6) {
        continue;
      }
      commuters++;
      Map<String, Integer> ways = new HashMap<>();
      trips.forEach(trip -> ways.merge(trip.from() + " " + trip.to(), 1, Integer::sum));
      faithful += ways.values().stream().max(Comparator.naturalOrder()).orElse(0) >= 4 ? 1 : 0;
      double[] minutes =
          trips.stream()
              .mapToDouble(t -> t.startedAt().toLocalTime().toSecondOfDay() / 60.0)
              .sorted()
              .toArray();
      spread += minutes[minutes.length - 2] - minutes[1];
    }
    assertThat(commuters).isBetween(400, 600);
    assertThat((double) faithful / commuters).isGreaterThan(0.8);
    // Between the second and the last but one morning: minutes, where riders differ by hours.
    assertThat(spread / commuters).isBetween(4.0, 25.0);
  }

  @Test
  void the_stations_of_a_rider_are_those_nearest_to_home_and_work() {
    List<Rider> riders = Rider.all(CityPlan.of(CITY), CITY);
    assertThat(riders).hasSize(800);
    Map<String, Map<String, Integer>> starts = new HashMap<>();
    all().stream()
        .filter(trip -> trip.isWorkday() && trip.isBefore(10))
        .forEach(trip ->
            starts
                .computeIfAbsent(trip.rider(), r -> new HashMap<>())
                .merge(trip.from(), 1, Integer::sum));
    int guessed = 0;
    int commuters = 0;
    for (Rider rider : riders) {
      if (rider.commutes() > 0) {
        commuters++;
        String most =
            starts.getOrDefault(rider.number(), Map.of()).entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
        guessed += most.equals(rider.nearHome().getFirst().number()) ? 1 : 0;
      }
      for (BikeStation station : BikeStation.all(CityPlan.of(CITY), CITY)) {
        assertThat(rider.home().metresTo(station.position()))
            .isGreaterThanOrEqualTo(rider.home().metresTo(rider.nearHome().getFirst().position()));
      }
      assertThat(rider.nearWork()).doesNotContain(rider.nearHome().getFirst());
    }
    assertThat((double) guessed / commuters).isGreaterThan(0.9);
  }

  @Test
  void no_bike_is_in_two_places_and_no_rider_faster_than_riders_are() {
    Set<String> bikes = new HashSet<>();
    for (List<Trip> day : days.subList(2, days.size())) {
      Map<String, Trip> last = new HashMap<>();
      // The last row is one of the day before.
      for (Trip trip : day.subList(0, day.size() - 1)) {
        Trip before = last.put(trip.bike(), trip);
        if (before != null) {
          assertThat(trip.startedAt()).isAfterOrEqualTo(before.endedAt());
          assertThat(before.to()).isIn(trip.from(), "");
        }
        bikes.add(trip.bike());
        long seconds = Duration.between(trip.startedAt(), trip.endedAt()).toSeconds();
        assertThat((double) trip.metres() / seconds).isBetween(0.0, 4.8);
      }
    }
    assertThat(bikes).hasSizeBetween(1000, 2500);
  }

  @Test
  void a_larger_city_has_more_riders() {
    SampleCity larger = new SampleCity(1, 50_000, LocalDate.of(2026, 3, 28), 60);
    assertThat(Rider.all(CityPlan.of(larger), larger)).hasSize(2000);
  }
}
