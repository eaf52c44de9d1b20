package plaza.jobs.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Ports on loopback: chosen once for a home, then kept, so that clients may write them down. */
public final class Ports {
  // Those that the system gives out begin at 32768: one of them may go to any client's end of a
  // connection while the server that it was chosen for is down.
  private static final int TRIED = 100;

  private Ports() {}

  /** The port that a file names; chosen, the preferred one if it is free, where there is none. */
  public static int keep(Path file, int preferred) throws IOException {
    if (!Files.exists(file)) {
      write(file, choose(preferred));
    }
    return Integer.parseInt(Files.readString(file).strip());
  }

  static void write(Path file, int port) throws IOException {
    Home.write(file, port + "\n");
  }

  /** One that is free. */
  static int choose(int preferred) {
    return IntStream.range(preferred, preferred + TRIED)
        .filter(Ports::isFree)
        .findFirst()
        .orElseGet(Ports::given);
  }

  /** What is said where a port that was chosen once is somebody else's now. */
  public static StackException taken(int port, String whose, Path file) {
    return new StackException(
        "port %d, which this home's %s uses, is taken; stop what listens there, or delete %s"
            .formatted(port, whose, file));
  }

  /** Whether nobody listens on it. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int given() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
