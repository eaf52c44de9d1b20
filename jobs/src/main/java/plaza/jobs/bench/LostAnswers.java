package plaza.jobs.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import plaza.contract.DatasetName;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;
import plaza.lake.Build;
import plaza.lake.Database;
import plaza.lake.Load;

/**
 * Publishes through a wire that breaks just when the server has committed, before its answer is
 * through: each load must take place exactly once, whether the one who published gets through again
 * or has to be started anew.
 */
final class LostAnswers {
  private final Home home;

  LostAnswers(Path folder) throws IOException {
    this.home = new Home(Files.createDirectories(folder));
  }

  Score run(int times, int whole) throws Exception {
    Postgres postgres = new Postgres(home);
    Database direct = postgres.catalogue();
    long failures = 0;
    int told = 0;
    try (Wire wire = new Wire(postgres.port())) {
      Database cut =
          new Database(
              direct.url().replaceFirst(":\\d+/", ":" + wire.port() + "/"),
              direct.user(),
              direct.password());
      for (int i = 0; i < times; i++) {
        // Every second time the one who published cannot get through again either.
        wire.staysDown.set(i % 2 == 1);
        boolean isTold = publish(cut, direct, wire, i, true);
        told += isTold ? 1 : 0;
        wire.staysDown.set(false);
        if (!isTold && count(direct, "load " + i) == 0) {
          publish(cut, direct, wire, i, false);
        }
        failures += count(direct, "load " + i) == 1 && pointer(direct).equals("v" + i) ? 0 : 1;
      }
    }
    postgres.stop();
    return new Score(
        "commit applied, answer lost: exactly once",
        times,
        whole,
        failures,
        told + " found out by themselves, the others by running again");
  }

  /** Publishes one load; says whether it knows that it did. */
  private static boolean publish(Database cut, Database direct, Wire wire, int i, boolean isToBreak)
      throws SQLException, InterruptedException {
    DatasetName dataset = Town.READINGS;
    String id = "load " + i;
    try (Build build = Build.begin(cut, id, () -> {})) {
      try (Connection connection = direct.connect();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate(
            "DELETE FROM iceberg_tables WHERE catalog_name = 'build';"
                + "INSERT INTO iceberg_tables VALUES ('build', 'bench', 'readings', 'v"
                + i
                + "', NULL, 'TABLE')");
      }
      wire.isToBreak.set(isToBreak);
      build.publish(
          List.of(
              new Load(
                  id,
                  dataset,
                  true,
                  "x",
                  1,
                  Instant.EPOCH,
                  List.of(),
                  List.of(),
                  Load.Basis.whole("x"))));
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static long count(Database database, String id) throws SQLException {
    return Long.parseLong(
        ask(database, "SELECT count(*) FROM plaza_load WHERE load_id = '" + id + "'"));
  }

  private static String pointer(Database database) throws SQLException {
    return ask(
        database, "SELECT max(metadata_location) FROM iceberg_tables WHERE catalog_name = 'plaza'");
  }

  private static String ask(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  /** A wire to the server on loopback that breaks at a commit when told to. */
  private static final class Wire implements AutoCloseable {
    private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);

    final AtomicBoolean isToBreak = new AtomicBoolean();
    final AtomicBoolean staysDown = new AtomicBoolean();
    private final AtomicBoolean isBroken = new AtomicBoolean();
    private final ServerSocket entry;
    private final int target;

    Wire(int target) throws IOException {
      this.target = target;
      this.entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return entry.getLocalPort();
    }

    private void accept() {
      while (!entry.isClosed()) {
        try {
          Socket client = entry.accept();
          if (staysDown.get() && isBroken.get()) {
            client.close();
            continue;
          }
          isBroken.set(false);
          Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
          AtomicBoolean isCommitting = new AtomicBoolean();
          Thread.ofVirtual().start(() -> up(client, server, isCommitting));
          Thread.ofVirtual().start(() -> down(client, server, isCommitting));
        } catch (IOException e) {
          return; // closed
        }
      }
    }

    private void up(Socket client, Socket server, AtomicBoolean isCommitting) {
      try (client;
          server) {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (isToBreak.get() && has(buffer, n)) {
            isToBreak.set(false);
            isCommitting.set(true);
          }
          out.write(buffer, 0, n);
          out.flush();
        }
      } catch (IOException e) {
        // A broken wire ends here.
      }
    }

    private void down(Socket client, Socket server, AtomicBoolean isCommitting) {
      try (client;
          server) {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (isCommitting.get()) {
            isBroken.set(true); // the server has answered: it is done, and nobody hears of it
            return;
          }
          out.write(buffer, 0, n);
          out.flush();
        }
      } catch (IOException e) {
        // A broken wire ends here.
      }
    }

    private static boolean has(byte[] buffer, int length) {
      for (int i = 0; i + COMMIT.length <= length; i++) {
        if (java.util.Arrays.equals(buffer, i, i + COMMIT.length, COMMIT, 0, COMMIT.length)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void close() throws IOException {
      entry.close();
    }
  }
}
