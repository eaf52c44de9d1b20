package plaza.jobs.airflow;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import plaza.jobs.stack.Home;

/**
 * Who may log in to Airflow: a person, and Plaza's own commands. Airflow's SimpleAuthManager, which
 * runs here on loopback for one machine's owner, keeps their passwords as they are, in a file that
 * the owner alone can read; where others reach it, Airflow's makers want FAB instead.
 */
public final class AirflowPasswords {
  /** The person. */
  public static final String PERSON = "admin";

  /** Plaza's own commands. */
  static final String PLAZA = "plaza";

  static final String USERS = PERSON + ":admin," + PLAZA + ":admin";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Home home;

  /** Those of a home. */
  public AirflowPasswords(Home home) {
    this.home = home;
  }

  static Path file(Home home) throws IOException {
    return home.folder("secrets").resolve("airflow-passwords");
  }

  private Map<String, String> read() throws IOException {
    Path file = file(home);
    if (!Files.exists(file)) {
      return new LinkedHashMap<>();
    }
    return JSON.readValue(
        Files.readString(file), new TypeReference<LinkedHashMap<String, String>>() {});
  }

  /** Whether the person has one. */
  public boolean isGiven() throws IOException {
    return read().containsKey(PERSON);
  }

  /** Gives the person another, which counts from the next login on; sessions go on to their end. */
  public String renew() throws IOException {
    String password = Home.token();
    write(PERSON, password);
    return password;
  }

  /** That of Plaza's own commands; made on first use. */
  String own() throws IOException {
    String found = read().get(PLAZA);
    if (found != null) {
      return found;
    }
    return renewOwn();
  }

  /** Gives Plaza's own commands another. */
  public String renewOwn() throws IOException {
    String password = Home.token();
    write(PLAZA, password);
    return password;
  }

  private void write(String user, String password) throws IOException {
    Map<String, String> all = read();
    all.put(user, password);
    Home.write(file(home), JSON.writeValueAsString(all) + "\n");
  }
}
