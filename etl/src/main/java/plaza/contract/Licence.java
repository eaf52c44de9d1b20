package plaza.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the licence of a feed asks of whoever passes on what was made of it. Of other licences than
 * those below nothing is known, so nothing under them is passed on under another.
 *
 * @param id the SPDX identifier
 * @param attributes whether its publisher has to be named
 * @param sharesAlike whether what is made of it has to be under the same licence
 * @param isNonCommercial whether nobody may be charged for it
 * @param allowsDerivatives whether it may be passed on changed
 */
public record Licence(
    String id,
    boolean attributes,
    boolean sharesAlike,
    boolean isNonCommercial,
    boolean allowsDerivatives) {

  private static final Map<String, Licence> KNOWN = known();

  private static Map<String, Licence> known() {
    Map<String, Licence> known = new HashMap<>();
    for (String id : List.of("CC0-1.0", "PDDL-1.0", "DL-DE-ZERO-2.0", "Unlicense")) {
      known.put(id, new Licence(id, false, false, false, true));
    }
    for (String id :
        List.of(
            "CC-BY-3.0",
            "CC-BY-4.0",
            "ODC-By-1.0",
            "OGDL-Taiwan-1.0",
            "NLOD-1.0",
            "NLOD-2.0",
            "OGL-UK-3.0",
            "DL-DE-BY-2.0",
            "etalab-2.0",
            "CDLA-Permissive-2.0",
            "Apache-2.0",
            "MIT")) {
      known.put(id, new Licence(id, true, false, false, true));
    }
    for (String id : List.of("CC-BY-SA-3.0", "CC-BY-SA-4.0", "ODbL-1.0", "CDLA-Sharing-1.0")) {
      known.put(id, new Licence(id, true, true, false, true));
    }
    known.put("CC-BY-NC-4.0", new Licence("CC-BY-NC-4.0", true, false, true, true));
    known.put("CC-BY-NC-SA-4.0", new Licence("CC-BY-NC-SA-4.0", true, true, true, true));
    known.put("CC-BY-ND-4.0", new Licence("CC-BY-ND-4.0", true, false, false, false));
    known.put("CC-BY-NC-ND-4.0", new Licence("CC-BY-NC-ND-4.0", true, false, true, false));
    return known;
  }

  /** What a licence asks, where that is known. */
  public static Optional<Licence> find(String id) {
    return Optional.ofNullable(KNOWN.get(id));
  }

  /** Why what is under a licence may not be offered on some terms; empty where it may. */
  public static Optional<String> findObstacle(String of, Offer offer) {
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
    if (!licence.allowsDerivatives) {
      obstacles.add(of + " forbids to pass it on changed");
    }
    if (licence.sharesAlike) {
      obstacles.add(of + " asks for the same licence");
    }
    if (licence.isNonCommercial
        && (isCharged(offer) || find(offer.license()).filter(Licence::isNonCommercial).isEmpty())) {
      obstacles.add(of + " forbids commercial use");
    }
    boolean isAttributed =
        offer.duties().contains("attribute")
            || find(offer.license()).filter(Licence::attributes).isPresent();
    if (licence.attributes && !isAttributed) {
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
