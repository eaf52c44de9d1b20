package plaza.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What the licence of a feed asks of whoever passes on what was made of it. Of a licence that
 * {@code licences.yaml} does not name nothing is known, so nothing under it is passed on under
 * another.
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
    try (InputStream yaml = Licence.class.getResourceAsStream("licences.yaml")) {
      Map<?, ?> conditions =
          (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
      Map<String, Licence> known = new HashMap<>();
      conditions.forEach((id, asked) -> known.put((String) id, of((String) id, (List<?>) asked)));
      return Map.copyOf(known);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Licence of(String id, List<?> asked) {
    return new Licence(
        id,
        asked.contains("attribution"),
        asked.contains("share alike"),
        asked.contains("non-commercial"),
        !asked.contains("no derivatives"));
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
