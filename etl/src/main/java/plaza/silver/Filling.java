package plaza.silver;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.contract.City;
import plaza.contract.Feed;
import plaza.contract.Source;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;

/** A source with the feed and the city that it names; no city where it maps the column itself. */
public record Filling(Source source, Feed feed, @Nullable City city) {
  /** The clock of its local times. */
  ZoneId zone() {
    if (feed.timeZone() != null) {
      return feed.timeZone();
    }
    return city == null ? ZoneOffset.UTC : city.timeZone();
  }

  /** The landed files that it applies to, oldest first. */
  List<Receipt> receipts(LandedFiles landed) {
    return landed.inUse(feed.id()).stream()
        .filter(r -> source.covers(r.fetchedAt().atZone(zone()).toLocalDate()))
        .toList();
  }

  /** The fields of the feed, and of what {@code rows} makes, that the expressions refer to. */
  Set<String> names() {
    return SparkExpressions.names(
        Stream.of(
                Stream.ofNullable(source.where()),
                Stream.ofNullable(source.rows()),
                source.columns().values().stream())
            .flatMap(s -> s)
            .map(Source.Expression::sql)
            .toList());
  }
}
