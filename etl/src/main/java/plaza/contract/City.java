package plaza.contract;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * A city: where it lies (EPSG:4326), its clock, and the CRS in which its distances are measured in
 * metres.
 *
 * @param ladder what its tiers show of tables whose contracts do not say so themselves, the widest
 *     first
 */
public record City(
    String id,
    String name,
    String country,
    ZoneId timeZone,
    String metricCrs,
    Bounds bounds,
    List<String> languages,
    NavigableMap<Tier, Limits> ladder,
    Path file) {

  /** Reads {@code cities/<id>.yaml}; empty when anything in it is a problem. */
  public static Optional<City> read(Path file, Problems problems) {
    int before = problems.count();
    return Yaml.read(file, problems)
        .flatMap(yaml -> {
          yaml.allow("name", "country", "time_zone", "metric_crs", "bounds", "languages", "tiers");
          String id = Names.ofFile(file, problems);
          Optional<ZoneId> zone =
              yaml.require("time_zone")
                  .flatMap(z -> z.as("a time zone such as Pacific/Auckland", ZoneId::of));
          String crs =
              yaml.require("metric_crs")
                  .flatMap(c -> c.as("a metric CRS such as EPSG:25832", Crs::epsg))
                  .orElse("");
          Optional<Bounds> bounds = yaml.require("bounds").flatMap(City::bounds);
          String name = yaml.text("name");
          String country = yaml.text("country");
          List<String> languages = yaml.texts("languages", List.of());
          NavigableMap<Tier, Limits> ladder = Release.tiers(yaml, null);
          new Nesting(ladder, yaml).check();
          if (problems.count() > before) {
            return Optional.empty();
          }
          return Optional.of(
              new City(
                  id,
                  name,
                  country,
                  zone.orElseThrow(),
                  crs,
                  bounds.orElseThrow(),
                  languages,
                  ladder,
                  file));
        });
  }

  private static Optional<Bounds> bounds(Yaml yaml) {
    List<String> texts = yaml.elements().stream().map(Yaml::text).toList();
    try {
      return Optional.of(Bounds.of(texts));
    } catch (IllegalArgumentException e) {
      yaml.problem(texts.toString(), "[west, south, east, north] in degrees, EPSG:4326");
      return Optional.empty();
    }
  }
}
