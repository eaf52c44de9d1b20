package plaza.jobs.metering;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the log is as it was written: each entry follows the one before, and each signed head is
 * one of its entries.
 *
 * @param entries how many there are
 * @param hash of the last
 * @param signed how many of them the newest head has signed
 * @param breaks where it is not, the first of its kind alone: what follows a break is in doubt
 */
public record Audit(long entries, String hash, long signed, List<String> breaks) {
  /** Copies what could be changed. */
  public Audit {
    breaks = List.copyOf(breaks);
  }

  static Audit of(Log log, Heads heads) throws IOException, SQLException {
    List<Heads.Kept> kept = new ArrayList<>(heads.list());
    Map<Long, String> wanted = new HashMap<>();
    kept.forEach(each -> each.head().ifPresent(head -> wanted.put(head.number(), "")));
    Walk walk = new Walk(wanted);
    log.each(walk::look);
    List<String> breaks = new ArrayList<>();
    walk.findBreak().ifPresent(breaks::add);
    kept.stream()
        .flatMap(each -> findBreak(each, walk).stream())
        .findFirst()
        .ifPresent(breaks::add);
    long signed = kept.isEmpty() ? 0 : kept.getLast().head().map(Heads.Head::number).orElse(0L);
    // Killed behind the commit: the next one to write makes it the head.
    boolean isAnnounced =
        heads
            .findAnnounced()
            .filter(head -> head.isOf(new Entry(walk.number, "", "", walk.hash)))
            .isPresent();
    if (walk.number > signed && !isAnnounced && breaks.isEmpty()) {
      breaks.add(
          kept.isEmpty()
              ? "found no signed head, expected one of entry " + walk.number
              : "entry %d: found an entry that nobody signed".formatted(signed + 1));
    }
    return new Audit(walk.count, walk.hash, signed, breaks);
  }

  private static Optional<String> findBreak(Heads.Kept kept, Walk walk) {
    if (kept.head().isEmpty()) {
      return Optional.of("head " + kept.file().getFileName() + ": found no head that is signed");
    }
    Heads.Head head = kept.head().get();
    if (head.number() == 0) {
      return Optional.empty();
    }
    @Nullable String found = walk.wanted.get(head.number());
    if (found == null || found.isEmpty()) {
      return Optional.of(
          "entry %d: found none, expected the one that was signed at %s: the log ends at %d"
              .formatted(head.number(), head.at(), walk.number));
    }
    return found.equals(head.hash())
        ? Optional.empty()
        : Optional.of(
            "entry %d: found %s, expected %s as signed at %s"
                .formatted(head.number(), brief(found), brief(head.hash()), head.at()));
  }

  private static String brief(String hash) {
    return hash.length() <= 12 ? hash : hash.substring(0, 12) + "…";
  }

  /** From the first entry to the last. */
  private static final class Walk {
    private final Map<Long, String> wanted;
    private long count;
    private long number;
    private String hash = Entry.NONE;
    private @Nullable String broken;

    private Walk(Map<Long, String> wanted) {
      this.wanted = wanted;
    }

    Optional<String> findBreak() {
      return Optional.ofNullable(broken);
    }

    private void look(Entry entry) {
      count++;
      if (broken == null) {
        broken = broken(entry);
      }
      number = entry.number();
      hash = entry.hash();
      wanted.computeIfPresent(number, (key, none) -> entry.hash());
    }

    private @Nullable String broken(Entry entry) {
      if (entry.number() != number + 1) {
        return "entry %d: found entry %d in its place".formatted(number + 1, entry.number());
      }
      if (!entry.previous().equals(hash)) {
        return "entry %d: found that it follows %s, expected %s"
            .formatted(entry.number(), brief(entry.previous()), brief(hash));
      }
      return entry.isWhole()
          ? null
          : "entry %d: found a body of another hash than %s"
              .formatted(entry.number(), brief(entry.hash()));
    }
  }
}
