package plaza.jobs.supply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which licences Plaza may be shipped with, and what a component is under that does not say. */
record Licences(List<Licence> licences, List<Component> components) {

  /**
   * A licence that was read and found acceptable.
   *
   * @param id of SPDX, where it has one
   * @param names how else components call it; case, {@code http://www.} and endings do not count
   */
  record Licence(String id, String why, List<String> names) {}

  /**
   * What a person found out: for who names no licence, the wrong one, or several of which one is
   * chosen.
   *
   * @param read where the licence was read
   */
  record Component(List<String> of, String licence, String read) {
    boolean covers(Piece piece) {
      return of.stream().anyMatch(piece::is);
    }
  }

  /** The ids of the licences that a component is shipped under; empty for a name not reviewed. */
  List<Optional<String>> judged(Piece piece) {
    for (Component each : components) {
      if (each.covers(piece)) {
        return List.of(Optional.of(each.licence()));
      }
    }
    return piece.licences().stream().map(this::id).toList();
  }

  /** What must be reviewed before this may be shipped; nothing where all is. */
  List<String> problems(List<Piece> pieces) {
    List<String> problems = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (Piece piece : pieces) {
      List<Optional<String>> judged = judged(piece);
      if (judged.isEmpty()) {
        problems.add(
            piece
                + " names no licence: read it where it is kept, and enter it under components in licences.yaml.");
      } else if (judged.contains(Optional.<String>empty())) {
        problems.add(
            piece
                + " is under "
                + piece.licences()
                + ", not all of it reviewed: decide, and enter it in licences.yaml with the reason, or do without.");
      }
      components.stream()
          .filter(each -> each.covers(piece))
          .findFirst()
          .ifPresentOrElse(
              each -> {
                used.add(each.licence());
                each.of().stream().filter(piece::is).forEach(used::add);
              },
              () -> {
                judged.forEach(id -> id.ifPresent(used::add));
                piece.licences().forEach(name -> used.add(plain(name)));
              });
    }
    licences.stream()
        .map(Licence::id)
        .filter(id -> !used.contains(id))
        .forEach(id -> unused(id, problems));
    licences.stream()
        .flatMap(each -> each.names().stream())
        .filter(name -> !used.contains(plain(name)))
        .forEach(name -> unused(name, problems));
    components.stream()
        .flatMap(each -> each.of().stream())
        .filter(of -> !used.contains(of))
        .forEach(of -> unused(of, problems));
    return problems;
  }

  private static void unused(String entry, List<String> problems) {
    problems.add(entry + " in licences.yaml is of nothing that is shipped: take it out.");
  }

  private Optional<String> id(String name) {
    return licences.stream()
        .filter(each ->
            plain(each.id()).equals(plain(name))
                || each.names().stream().anyMatch(other -> plain(other).equals(plain(name))))
        .map(Licence::id)
        .findFirst();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replaceAll("^https?://(www\\.)?|(\\.(txt|html|php)|/)$|^the ", "")
        .replaceAll("[ ,]+", " ");
  }
}
