package plaza.release.leak;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where somebody is how often, to a hundred metres or so. */
final class Habits {
  private static final int NIGHT = 22;
  private static final int MORNING = 6;

  /** Degrees, EPSG:4326. */
  record Spot(double x, double y) {
    double metres(Spot other) {
      double dx = (x - other.x) * Math.cos(Math.toRadians(y));
      return 111_320 * Math.hypot(dx, y - other.y);
    }
  }

  /** From one place to another, on the city's clock; all at one time where none is shown. */
  record Stay(LocalDateTime at, Spot from, Spot to) {
    boolean isAtNight() {
      return at.getHour() >= NIGHT || at.getHour() < MORNING;
    }
  }

  private final Map<String, List<Spot>> spots = new HashMap<>();

  /** Of the first and last place of each day, and those of nights. */
  static Habits of(List<Stay> stays) {
    Map<LocalDate, List<Stay>> days = new TreeMap<>();
    stays.stream()
        .sorted(Comparator.comparing(Stay::at))
        .forEach(s -> days.computeIfAbsent(s.at().toLocalDate(), d -> new ArrayList<>()).add(s));
    Habits habits = new Habits();
    for (Map.Entry<LocalDate, List<Stay>> day : days.entrySet()) {
      boolean isTimed = !day.getKey().equals(LocalDate.MIN);
      if (isTimed) {
        habits.add(day.getValue().getFirst().from());
        habits.add(day.getValue().getLast().to());
      }
      day.getValue().stream()
          .filter(stay -> !isTimed || stay.isAtNight())
          .forEach(stay -> {
            habits.add(stay.from());
            habits.add(stay.to());
          });
    }
    return habits;
  }

  void add(double x, double y) {
    add(new Spot(x, y));
  }

  private void add(Spot spot) {
    String near = Math.round(spot.x() * 1000) + " " + Math.round(spot.y() * 1000);
    spots.computeIfAbsent(near, n -> new ArrayList<>()).add(spot);
  }

  /** The middle of where they are the most often. */
  Spot favourite() {
    List<Spot> most =
        spots.entrySet().stream()
            .max(
                Comparator.<Map.Entry<String, List<Spot>>>comparingInt(e -> e.getValue().size())
                    .thenComparing(Map.Entry::getKey))
            .orElseThrow()
            .getValue();
    return new Spot(
        most.stream().mapToDouble(Spot::x).average().orElseThrow(),
        most.stream().mapToDouble(Spot::y).average().orElseThrow());
  }
}
