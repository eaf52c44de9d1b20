package plaza.jobs.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ports on loopback: chosen once for a home, then kept, so that clients may write them down. */
final class Ports {
  private Ports() {}

  static int keep(Path file, int preferred) throws IOException {
    if (Files.exists(file)) {
      return Integer.parseInt(Files.readString(file).strip());
    }
    int port = isFree(preferred) ? preferred : free();
    Files.writeString(file, port + "\n");
    return port;
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
