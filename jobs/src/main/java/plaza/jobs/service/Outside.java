package plaza.jobs.service;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import plaza.jobs.stack.StackException;

/** Where other machines reach the service, beside loopback: by TLS alone. */
public record Outside(InetSocketAddress address, SSLContext tls) {
  /** The port where none is said. */
  public static final int PORT = 8495;

  /**
   * An address to listen on.
   *
   * @param place {@code ADDRESS} or {@code ADDRESS:PORT}; of IPv6 in brackets
   * @param certificate PEM with the private key (PKCS 8, not encrypted) and the chain, the server's
   *     first
   */
  public static Outside of(String place, Path certificate) throws IOException {
    URI uri;
    try {
      uri = URI.create("https://" + place);
    } catch (IllegalArgumentException e) {
      throw noAddress(place);
    }
    if (uri.getHost() == null) {
      throw noAddress(place);
    }
    File file = certificate.toFile();
    try {
      JdkSslContext context =
          (JdkSslContext)
              SslContextBuilder.forServer(file, file)
                  .sslProvider(SslProvider.JDK)
                  .protocols("TLSv1.3", "TLSv1.2")
                  .build();
      int port = uri.getPort() < 0 ? PORT : uri.getPort();
      return new Outside(
          new InetSocketAddress(InetAddress.getByName(uri.getHost()), port), context.context());
    } catch (IllegalArgumentException e) {
      throw new StackException(
          "%s: %s; expected PEM with the private key as it is and the chain"
              .formatted(certificate, e.getMessage()),
          e);
    }
  }

  private static StackException noAddress(String place) {
    return new StackException("found '%s', expected ADDRESS or ADDRESS:PORT".formatted(place));
  }
}
