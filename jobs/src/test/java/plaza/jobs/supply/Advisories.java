package plaza.jobs.supply;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;

/** Versions that are refused, and for how long some are borne. */
record Advisories(List<Advisory> advisories, List<Waiver> waivers) {

  /**
   * A published hole.
   *
   * @param artifact {@code group:name}, or {@code group:*}
   * @param range the versions that have it, as Maven writes ranges
   */
  record Advisory(String id, String artifact, String range, String why) {
    boolean hits(Piece piece) {
      try {
        return piece.is(artifact)
            && VersionRange.createFromVersionSpec(range)
                .containsVersion(new DefaultArtifactVersion(piece.version()));
      } catch (InvalidVersionSpecificationException e) {
        throw new IllegalArgumentException(id + ": " + range, e);
      }
    }
  }

  /**
   * Bears a hole in one place until a day.
   *
   * @param within a class path ({@code jobs}, {@code gtfs}, {@code trino}) or the jar that holds
   *     it, without its version
   */
  record Waiver(String id, String within, String why, String until) {
    boolean covers(Advisory advisory, Piece piece) {
      return id.equals(advisory.id())
          && piece.within().stream()
              .anyMatch(each -> each.equals(within) || each.matches("\\Q" + within + "\\E-\\d.*"));
    }
  }

  /** What must be done before this may be shipped; nothing where it may. */
  List<String> problems(List<Piece> pieces, LocalDate today) {
    List<String> problems = new ArrayList<>();
    Set<Waiver> used = new HashSet<>();
    for (Piece piece : pieces) {
      for (Advisory advisory : advisories) {
        if (advisory.hits(piece)) {
          List<Waiver> covers =
              waivers.stream().filter(each -> each.covers(advisory, piece)).toList();
          used.addAll(covers);
          if (covers.isEmpty()) {
            problems.add(
                "%s: %s. %s Pin a version outside %s, or waive it in advisories.yaml with a reason and a day."
                    .formatted(advisory.id(), piece, advisory.why(), advisory.range()));
          }
        }
      }
    }
    for (Waiver waiver : waivers) {
      String name = "the waiver of " + waiver.id() + " within " + waiver.within();
      if (!used.contains(waiver)) {
        problems.add(name + " is not needed any more: take it out of advisories.yaml.");
      } else if (LocalDate.parse(waiver.until()).isBefore(today)) {
        problems.add(
            name + " ended on " + waiver.until() + ": upgrade, or judge it anew and say so.");
      }
    }
    return problems;
  }
}
