package plaza.landing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Where a fetch may go: http and https, and public addresses only, unless the feed says {@code
 * private: true}. A declaration of unknown origin, or a redirect, thus asks nothing of this machine
 * or the network behind it. The client connects to what is looked up here, since the JDK remembers
 * it for longer than that takes.
 */
final class Reach {
  private Reach() {}

  static void check(URI url, String shown, boolean isPrivate) throws FetchFailure {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    String host = url.getHost();
    if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw FetchFailure.lasting("found the address " + shown + ", expected http or https");
    }
    if (isPrivate) {
      return;
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!isPublic(address)) {
          throw FetchFailure.lasting(
              "found %s at %s, expected a public address, or `private: true` under fetch"
                  .formatted(shown, address.getHostAddress()));
        }
      }
    } catch (UnknownHostException e) {
      throw FetchFailure.passing("found no host " + host + " for " + shown + ", expected one");
    }
  }

  // The special-purpose registries of IANA (RFC 6890), as far as one could be asked for anything.
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] b = address.getAddress();
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    if (address instanceof Inet6Address) {
      boolean isGlobal = (first & 0xe0) == 0x20; // 2000::/3, the only unicast that is handed out
      boolean embedsIpv4 = first == 0x20 && second == 0x02; // 6to4
      boolean isTeredo = first == 0x20 && second == 0x01 && b[2] == 0 && b[3] == 0;
      return isGlobal && !embedsIpv4 && !isTeredo;
    }
    boolean isShared = first == 100 && (second & 0xc0) == 64; // behind a carrier's NAT
    boolean isProtocol = first == 192 && second == 0 && (b[2] & 0xff) == 0;
    boolean isBenchmark = first == 198 && (second & 0xfe) == 18;
    return first != 0 && first < 224 && !isShared && !isProtocol && !isBenchmark;
  }
}
