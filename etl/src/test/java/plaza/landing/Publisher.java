package plaza.landing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that answers each request as it is told to, well-behaved or not. */
final class Publisher implements Closeable {
  private final ServerSocket socket;
  private final Behaviour behaviour;

  /** Every request, in the order received. */
  final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** A request: its target and its head as sent. */
  record Asked(String target, String head) {
    Optional<String> header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .findFirst();
    }

    /** A parameter of its query, as sent. */
    Optional<String> parameter(String name) {
      for (String each : target.replaceFirst("[^?]*\\??", "").split("&", -1)) {
        if (each.startsWith(name + "=")) {
          return Optional.of(each.substring(name.length() + 1));
        }
      }
      return Optional.empty();
    }
  }

  /** What it does with a request; the connection ends behind it. */
  interface Behaviour {
    void answer(Asked asked, OutputStream out) throws IOException;
  }

  Publisher(Behaviour behaviour) {
    this.behaviour = behaviour;
    try {
      this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  String url(String path) {
    return "http://127.0.0.1:" + socket.getLocalPort() + path;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> answer(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void answer(Socket connection) {
    try (connection) {
      InputStream in = connection.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        head.append((char) next);
      }
      Asked request = new Asked(head.toString().split(" ", 3)[1], head.toString());
      asked.add(request);
      behaviour.answer(request, connection.getOutputStream());
      connection.getOutputStream().flush();
    } catch (IOException e) {
      return; // whoever asked has gone, as is right where the answer has no end
    }
  }

  /** A whole answer. */
  static void give(OutputStream out, int status, String body, String... headers)
      throws IOException {
    give(out, status, body.getBytes(UTF_8), headers);
  }

  static void give(OutputStream out, int status, byte[] body, String... headers)
      throws IOException {
    head(out, status, headers);
    out.write(("Content-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
    out.write(body);
  }

  /** The beginning of an answer, up to the last of its headers but one. */
  static void head(OutputStream out, int status, String... headers) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\nConnection: close\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    out.write(head.toString().getBytes(ISO_8859_1));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
