package plaza.silver;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import plaza.contract.City;
import plaza.contract.Feed;
import plaza.contract.Source;

/** A source with the feed and the city that it names; no city where it maps the column itself. */
public record Filling(Source source, Feed feed, @Nullable City city) {
  /** The clock of its local times. */
  ZoneId zone() {
    if (feed.timeZone() != null) {
      return feed.timeZone();
    }
    return city == null ? ZoneOffset.UTC : city.timeZone();
  }
}
