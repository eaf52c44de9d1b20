package plaza.jobs.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
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

  private Path startFile() throws IOException {
    return home.folder("airflow").resolve("start");
  }

  /** The local day from which on recorded files are landed, or null. */
  public @Nullable LocalDate start() throws IOException {
    return Files.exists(startFile())
        ? LocalDate.parse(Files.readString(startFile()).strip())
        : null;
  }

  /** Sets that day; the job service takes it up. */
  public void setStart(LocalDate day) throws IOException {
    Home.write(startFile(), day + "\n");
  }

  /** What is declared, as it stands in the file. */
  public ScheduleCatalog of(Catalog catalog, List<Path> roots) throws IOException {
    return ScheduleCatalog.of(catalog, roots, start());
  }

  /** Writes it where it differs. */
  public void write(ScheduleCatalog catalog) throws IOException {
    if (!Files.exists(path()) || !Files.readString(path()).equals(catalog.json())) {
      catalog.write(path());
    }
  }
}
