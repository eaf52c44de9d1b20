package plaza.contract;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of licences, by their SPDX identifiers: {@code licences.yaml} of each tree. Of
 * others nothing is known, so nothing under them is passed on under another.
 */
public record Licences(Map<String, Licence> known) {
  private static final Set<String> CONDITIONS =
      new TreeSet<>(Set.of("attribution", "share alike", "non-commercial", "no derivatives"));

  /** Reads {@code licences.yaml} of those trees that have one. */
  public static Licences read(List<Path> roots, Problems problems) {
    Map<String, Licence> known = new HashMap<>();
    for (Path root : roots) {
      Path file = root.resolve("licences.yaml");
      if (Files.exists(file)) {
        Yaml.read(file, problems)
            .ifPresent(
                yaml -> yaml.members().forEach((id, asked) -> known.put(id, licence(id, asked))));
      }
    }
    return new Licences(Map.copyOf(known));
  }

  private static Licence licence(String id, Yaml yaml) {
    List<String> asked = yaml.elements().stream().map(Yaml::text).toList();
    if (!CONDITIONS.containsAll(asked)) {
      yaml.problem("the conditions " + asked, "some of " + CONDITIONS);
    }
    return new Licence(
        id,
        asked.contains("attribution"),
        asked.contains("share alike"),
        asked.contains("non-commercial"),
        !asked.contains("no derivatives"));
  }

  /** What a licence asks, where that is known. */
  public Optional<Licence> find(String id) {
    return Optional.ofNullable(known.get(id));
  }

  /** Why what is under a licence may not be offered on some terms; empty where it may. */
  public Optional<String> findObstacle(String of, Offer offer) {
    if (of.equals(offer.license())) {
      return find(of).filter(Licence::isNonCommercial).isPresent() && isCharged(offer)
          ? Optional.of(of + " forbids to charge for it")
          : Optional.empty();
    }
    Optional<Licence> known = find(of);
    if (known.isEmpty()) {
      return Optional.of("what " + of + " allows is not known");
    }
    List<String> obstacles = new ArrayList<>();
    Licence licence = known.get();
    if (!licence.allowsDerivatives()) {
      obstacles.add(of + " forbids to pass it on changed");
    }
    if (licence.sharesAlike()) {
      obstacles.add(of + " asks for the same licence");
    }
    if (licence.isNonCommercial()
        && (isCharged(offer) || find(offer.license()).filter(Licence::isNonCommercial).isEmpty())) {
      obstacles.add(of + " forbids commercial use");
    }
    boolean isAttributed =
        offer.duties().contains("attribute")
            || find(offer.license()).filter(Licence::attributes).isPresent();
    if (licence.attributes() && !isAttributed) {
      obstacles.add(of + " asks to name the publisher, which " + offer.license() + " does not");
    }
    return obstacles.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", obstacles));
  }

  private static boolean isCharged(Offer offer) {
    return Optional.ofNullable(offer.price())
        .filter(p -> p.amount().compareTo(BigDecimal.ZERO) > 0)
        .isPresent();
  }
}
