package plaza.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import plaza.catalog.Catalog;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.SparkSessions;
import plaza.lake.Database;

/** Plaza's side as a process: for each line on its input it runs once, and answers with JSON. */
public final class OursProcess {
  private OursProcess() {}

  /** Takes the home, the tree of declarations and the file. */
  public static void main(String[] arguments) throws Exception {
    PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    ObjectMapper json = JsonMapper.builder().build();
    Home home = new Home(Path.of(arguments[0]));
    Catalog catalog = Catalog.read(List.of(Path.of(arguments[1])));
    Database database = new Postgres(home).catalogue();
    try (SparkSession spark = SparkSessions.create(home, database);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Ours ours = new Ours(catalog, spark, home, database);
      while (lines.readLine() != null) {
        answers.println(json.writeValueAsString(ours.run(Path.of(arguments[2]))));
      }
    }
    System.exit(0);
  }
}
