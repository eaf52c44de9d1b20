package plaza.jobs.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.jobs.stack.Home;

/** The {@code catalog.json} of a home, from which its DAGs are made. */
public final class CatalogFile {
  private final Home home;

  /** That of a home. */
  public CatalogFile(Home home) {
    this.home = home;
  }

  /** Where it is. */
  public Path path() throws IOException {
    return home.folder("airflow").resolve("catalog.json");
  }

  private Path daysFile() throws IOException {
    return home.folder("airflow").resolve("days");
  }

  /**
   * Days gone by whose recorded files are landed, one after the other.
   *
   * @param to the last one, or null where it goes on
   */
  public record Days(LocalDate from, @Nullable LocalDate to) {}

  /** Those that were set, if any were. */
  public Optional<Days> findDays() throws IOException {
    if (!Files.exists(daysFile())) {
      return Optional.empty();
    }
    String[] days = Files.readString(daysFile()).strip().split("/", 2);
    return Optional.of(
        new Days(LocalDate.parse(days[0]), days.length < 2 ? null : LocalDate.parse(days[1])));
  }

  /** Sets them; the job service takes it up. */
  public void setDays(Days days) throws IOException {
    // An interval of ISO 8601, or its beginning.
    Home.write(daysFile(), days.from() + (days.to() == null ? "" : "/" + days.to()) + "\n");
  }

  /** What is declared, as it stands in the file. */
  public ScheduleCatalog of(Catalog catalog, List<Path> roots) throws IOException {
    Optional<Days> days = findDays();
    return ScheduleCatalog.of(
        catalog, roots, days.map(Days::from).orElse(null), days.map(Days::to).orElse(null));
  }

  /** Writes it where it differs. */
  public void write(ScheduleCatalog catalog) throws IOException {
    if (!Files.exists(path()) || !Files.readString(path()).equals(catalog.json())) {
      catalog.write(path());
    }
  }
}
