package plaza.jobs.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import plaza.contract.Tier;
import plaza.jobs.bench.Crowd.Trip;
import plaza.release.leak.Needle;
import plaza.release.leak.Needles;

/**
 * Looks for places, times and names of some trips in every byte that a tier can reach: in tiers
 * that do not show them none may be found, in the one that does all.
 */
final class SecretSearch {
  private final ReleasedTrips released;

  SecretSearch(ReleasedTrips released) {
    this.released = released;
  }

  Score run(int planted, int whole) throws IOException {
    List<Trip> trips = new ArrayList<>(released.trips());
    Collections.shuffle(trips, new Random(5));
    List<Trip> secrets = trips.subList(0, Math.min(planted, trips.size()));
    List<Needle> places = secrets.stream().map(SecretSearch::place).toList();
    List<Needle> names = secrets.stream().map(SecretSearch::name).toList();
    List<Needle> both = new ArrayList<>(places);
    both.addAll(names);
    List<String> leaked = new ArrayList<>(released.refused());
    long bytes = 0;
    for (Tier tier : List.of(Tier.OPEN, Tier.REGISTERED, Tier.SUBSCRIBER)) {
      List<Path> files = released.reachable(tier);
      bytes += files.stream().mapToLong(file -> file.toFile().length()).sum();
      // Subscribers see where and when, and never who.
      for (Needles.Hit hit : new Needles(tier == Tier.SUBSCRIBER ? names : both).in(files)) {
        leaked.add(
            "%s: %s as %s in the %s of %s"
                .formatted(
                    tier.id(), hit.needle().value(), hit.encoding(), hit.part(), hit.file()));
      }
    }
    Set<Needle> found = new HashSet<>();
    List<Path> precise = released.reachable(Tier.GOVERNMENT);
    new Needles(both).in(precise).forEach(hit -> found.add(hit.needle()));
    leaked.forEach(released.ground().tell());
    return new Score(
        "places, times and names of trips in all bytes that tiers can reach which do not show them",
        secrets.size(),
        whole,
        leaked.size() + (both.size() - found.size()),
        "%d found in %,d bytes; in the precise tier's %d of %d%s"
            .formatted(
                leaked.size(),
                bytes,
                found.size(),
                both.size(),
                leaked.isEmpty() ? "" : ": " + leaked.getFirst()));
  }

  private static Needle place(Trip trip) {
    double lon = trip.from().lon();
    double lat = trip.from().lat();
    List<Needle.Encoding> all = new ArrayList<>(Needle.point(lon, lat).encodings());
    all.addAll(Needle.instant(trip.at()).encodings());
    for (double scale : List.of(1e5, 1e6, 1e7)) {
      for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
        ByteBuffer pair = ByteBuffer.allocate(8).order(order);
        pair.putInt((int) Math.round(lon * scale)).putInt((int) Math.round(lat * scale));
        all.add(new Needle.Encoding("integers", pair.array()));
      }
    }
    hashed(all, lon + " " + lat);
    hashed(all, lon + "," + lat);
    return new Needle("the place of " + trip.id(), all);
  }

  private static Needle name(Trip trip) {
    List<Needle.Encoding> all = new ArrayList<>();
    for (String name : List.of(trip.id(), trip.rider().id())) {
      all.addAll(Needle.text(name).encodings());
      hashed(all, name);
    }
    return new Needle("the name of " + trip.id(), all);
  }

  // Also if only half of it is kept.
  private static void hashed(List<Needle.Encoding> all, String text) {
    for (String algorithm : List.of("MD5", "SHA-1", "SHA-256")) {
      try {
        byte[] hash =
            MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        byte[] begin = Arrays.copyOf(hash, 8);
        all.add(new Needle.Encoding(algorithm, begin));
        byte[] hex = HexFormat.of().formatHex(begin).getBytes(StandardCharsets.UTF_8);
        all.add(new Needle.Encoding("hex of " + algorithm, hex));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e); // every Java platform has them
      }
    }
  }
}
