package plaza.jobs.doctor;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import plaza.catalog.Catalog;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.jobs.stack.Home;
import plaza.lake.Database;
import plaza.lake.LandingCheckup;
import plaza.lake.Orphans;
import plaza.lake.Pointer;
import plaza.lake.Shelf;
import plaza.lake.TableCheckup;

/** Looks over all that a home keeps, beside whatever runs in it, and changes nothing. */
public final class Doctor {
  private final Catalog catalog;
  private final Home home;
  private final @Nullable Database database;

  /** For a home; without a database where that does not answer. */
  public Doctor(Catalog catalog, Home home, @Nullable Database database) {
    this.catalog = catalog;
    this.home = home;
    this.database = database;
  }

  /** What a doctor says while it looks. */
  public interface Progress {
    /** Something is being looked at. */
    void looking(String what);
  }

  /**
   * Looks at everything.
   *
   * @param isDeep also at each byte of each file
   */
  public List<Checked> examine(boolean isDeep, Progress progress) throws IOException, SQLException {
    List<Checked> checked = new ArrayList<>();
    Database answering = database;
    if (answering == null) {
      checked.add(
          new Checked(
              "PostgreSQL",
              "no answer",
              List.of(
                  new Finding(
                      FindingCode.DATABASE_DOWN,
                      "catalogue",
                      "",
                      "found no answer, expected one on the port in "
                          + home.root().resolve("postgres/port")))));
    } else {
      checked.add(new Checked("PostgreSQL", "answers", List.of()));
      checked.addAll(tables(answering, isDeep, progress));
    }
    progress.looking("landed files");
    LandingCheckup.Outcome landed = LandingCheckup.of(home.root().resolve("landing"), isDeep);
    checked.add(
        new Checked(
            "landed files",
            "%,d, of %,d the SHA-256".formatted(landed.files(), landed.summed()),
            landed.findings()));
    if (answering != null) {
      progress.looking("orphans");
      checked.add(orphans(answering));
    }
    checked.add(HomeCheckup.secrets(home));
    checked.add(HomeCheckup.disk(home));
    checked.add(HomeCheckup.spills(home));
    return checked;
  }

  private List<Checked> tables(Database answering, boolean isDeep, Progress progress)
      throws SQLException {
    Records records = Records.read(answering);
    Map<Pointer, TableCheckup.Outcome> outcomes = new HashMap<>();
    List<Finding> findings = new ArrayList<>();
    long files = 0;
    int tables = 0;
    for (Pointer pointer : records.pointers()) {
      // The shelf of builds is a run's own: the next one clears it.
      if (pointer.catalog().startsWith(Shelf.BUILD.tables())) {
        continue;
      }
      progress.looking(pointer.catalog() + "." + pointer.dataset());
      TableCheckup.Outcome outcome = TableCheckup.of(pointer, isDeep);
      outcomes.put(pointer, outcome);
      findings.addAll(outcome.findings());
      files += outcome.files();
      tables++;
    }
    String how = isDeep ? "%,d files of %,d tables, each byte" : "%,d files of %,d tables";
    List<Finding> counted = records.findings(catalog, home.landed(), outcomes);
    return List.of(
        new Checked("table files", how.formatted(files, tables), findings),
        new Checked(
            "records of loads",
            "%,d tables, %,d counts of fates".formatted(records.tables(), records.counts()),
            counted));
  }

  private Checked orphans(Database answering) throws SQLException, IOException {
    String said;
    try {
      List<Orphans.Orphan> orphans =
          new Orphans(answering, home.warehouse()).list(Instant.now().minus(Duration.ofDays(1)));
      long bytes = orphans.stream().mapToLong(Orphans.Orphan::bytes).sum();
      said = "%,d files that no table leads to, %,d bytes".formatted(orphans.size(), bytes);
    } catch (RuntimeException e) {
      // Named above: without that file nobody knows what the table leads to.
      said = "not known while a table's own files are missing";
    }
    return new Checked("orphans", said, List.of());
  }
}
