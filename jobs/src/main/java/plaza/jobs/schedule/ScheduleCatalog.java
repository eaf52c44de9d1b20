package plaza.jobs.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.jobs.stack.Home;

/**
 * All that a scheduler needs of what is declared, and all that {@code dags/plaza_dags.py} knows of
 * it. It is a function of the declarations: no clock is in it, and everything is in order of its
 * name. Keys are these records' components in snake case; durations are ISO 8601; a {@code
 * time_zone} is an IANA name, or seconds east of UTC where it is an offset.
 *
 * @param version of this shape
 * @param pools those that feeds name, to be made in the scheduler
 * @param start the local day from which on recorded files are landed day by day, those gone by too;
 *     null where only from now on
 * @param end the last such day; null where it goes on
 */
public record ScheduleCatalog(
    int version,
    List<Feed> feeds,
    List<Dataset> datasets,
    List<Pool> pools,
    @Nullable String start,
    @Nullable String end) {

  /** What this writes, and {@code plaza_dags.py} reads. */
  public static final int VERSION = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /**
   * A feed, landed by its cadence.
   *
   * @param every how often its publisher renews it
   * @param cron when to land it, by {@code timeZone}; null where no clock shows such steps, so that
   *     {@code every} is counted off. Never less than each day: a file may be put into a folder on
   *     any, and a publisher that failed is asked again the next; nobody is asked before the feed
   *     is due. Recorded files that are caught up with are landed once each day
   * @param isPolled it is asked for now, so days gone by cannot be landed; else it is of recorded
   *     files, each of its own day
   * @param city whose local days are meant, or null
   * @param pool the publisher's
   * @param problem {@code file:line: found …, expected …}, each on its line, and then there is
   *     nothing to land; null where there is none
   */
  public record Feed(
      String id,
      String title,
      String publisher,
      String license,
      String owner,
      String every,
      @Nullable String cron,
      boolean isPolled,
      Object timeZone,
      @Nullable String city,
      List<String> cities,
      String pool,
      @Nullable String problem) {}

  /**
   * A dataset, built when any of its feeds or inputs has changed.
   *
   * @param settle for how long a build waits for more of the same, as a {@code Duration} of the job
   *     service; null where it need not
   * @param deadline within which a build has to be done: the contract's latency; null where it
   *     promises none
   * @param problem as of a feed
   */
  public record Dataset(
      String name,
      String title,
      String description,
      String domain,
      String owner,
      List<String> feeds,
      List<String> inputs,
      List<String> cities,
      @Nullable String settle,
      @Nullable String deadline,
      @Nullable Release release,
      @Nullable String problem) {}

  /**
   * How a dataset is given away.
   *
   * @param at the contract's hour, by {@code timeZone}
   * @param cron that hour, as often as the contract says
   * @param problem as of a feed; it is built even so
   */
  public record Release(
      String at, String cron, Object timeZone, List<String> tiers, @Nullable String problem) {}

  /**
   * How much of one kind goes on at a time.
   *
   * @param includeDeferred a task that waits for its job counts: else none would
   */
  public record Pool(String name, int slots, String description, boolean includeDeferred) {}

  /** What is declared, under the roots that it was read from. */
  public static ScheduleCatalog of(
      Catalog catalog, List<Path> roots, @Nullable LocalDate start, @Nullable LocalDate end) {
    Feeds feeds = new Feeds(catalog, roots, start != null);
    return new ScheduleCatalog(
        VERSION,
        feeds.list(),
        new Datasets(catalog, roots).list(),
        feeds.pools(),
        start == null ? null : start.toString(),
        end == null ? null : end.toString());
  }

  /** It as JSON: the same text for the same declarations. */
  public String json() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes it whole or not at all, whoever reads the file meanwhile. */
  public void write(Path file) throws IOException {
    Home.write(file, json());
  }
}
