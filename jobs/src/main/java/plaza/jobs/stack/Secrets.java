package plaza.jobs.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The secrets of the stack's own parts among themselves, each of which is made on first use. */
public final class Secrets {
  private static final List<String> OWN =
      List.of(
          Tokens.SECRET,
          Tokens.SERVICE_TOKEN,
          Certificate.SECRET,
          Trino.SECRET,
          // Airflow's, but for what is encrypted with its key.
          "airflow-jwt",
          "airflow-sessions",
          "postgres-airflow",
          "postgres-plaza",
          "postgres-trino");

  private final Home home;

  /** Those of a home. */
  public Secrets(Home home) {
    this.home = home;
  }

  /** Forgets them, so that others are made; whatever knows them is to be stopped before. */
  public void forget() throws IOException {
    new Certificate(home).discard();
    Path folder = home.folder("secrets");
    for (String each : OWN) {
      Files.deleteIfExists(folder.resolve(each));
    }
  }
}
