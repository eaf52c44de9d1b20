package plaza.release.document;

import static plaza.release.document.Json.object;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import plaza.contract.Licence;
import plaza.contract.Licences;
import plaza.contract.Offer;
import plaza.contract.Tier;
import plaza.release.Edition;

/**
 * On which terms an edition is given, as an Offer (ODRL Information Model 2.2, 2.1.2). Its context
 * is that of the standard's own, for the words used here, so that it is read without a network.
 */
final class OfferTree {
  private final Address address;
  private final Shown shown;
  private final Offer offer;
  private final Tier tier;
  private final Optional<Licence> licence;

  OfferTree(Edition edition, Address address, Licences licences) {
    this.address = address;
    this.shown = new Shown(edition);
    this.offer = edition.limits().offer();
    this.tier = edition.limits().tier();
    this.licence = licences.find(offer.license());
  }

  Map<String, Object> tree() {
    return object(
        "@context", Json.resource("offer.context.json"),
        "@type", "Offer",
        "uid", address.part("offer"),
        "profile", offer.quota().isEmpty() ? null : address.profile(),
        "license", address.license(offer.license()),
        "assigner", address.publisher(),
        "assignee", tier == Tier.OPEN ? null : audience(),
        "target", object("@type", "Asset", "uid", address.version()),
        "permission", permissions(),
        "prohibition", prohibitions(),
        "@included", quotas());
  }

  private Map<String, Object> audience() {
    return object("@type", "PartyCollection", "uid", address.audience());
  }

  private List<Object> permissions() {
    List<Object> permissions = new ArrayList<>();
    List<Object> duties = new ArrayList<>();
    price().ifPresent(duties::add);
    offer.duties().stream()
        .filter(duty -> !duty.equals("compensate") || offer.price() == null)
        .forEach(duty -> duties.add(duty(duty)));
    permissions.add(object("action", "use", "constraint", constraints(), "duty", duties));
    licence.ifPresent(known -> {
      permissions.add(object("action", "distribute", "duty", asked(known)));
      if (known.allowsDerivatives()) {
        permissions.add(object("action", "derive", "duty", asked(known)));
      }
    });
    return permissions;
  }

  private List<Object> asked(Licence known) {
    List<Object> asked = new ArrayList<>();
    if (known.attributes()) {
      asked.add(duty("attribute"));
    }
    if (known.sharesAlike()) {
      asked.add(duty("cc:ShareAlike"));
    }
    return asked;
  }

  private Map<String, Object> duty(String action) {
    return object(
        "action",
        action,
        "description",
        action.equals("attribute") ? shown.attributions() : List.of());
  }

  // ODRL Vocabulary 2.2: "compensate", "payAmount", "timeInterval".
  private Optional<Map<String, Object>> price() {
    return Optional.ofNullable(offer.price())
        .map(price ->
            object(
                "action",
                object(
                    "rdf:value",
                    object("@id", "odrl:compensate"),
                    "refinement",
                    List.of(
                        object(
                            "leftOperand",
                            "payAmount",
                            "operator",
                            "eq",
                            "rightOperand",
                            typed(amount(price.amount()), "xsd:decimal"),
                            "unit",
                            Authority.currency(price.currency())),
                        object(
                            "leftOperand", "timeInterval",
                            "operator", "eq",
                            "rightOperand", typed(price.per(), "xsd:duration"))))));
  }

  private static String amount(BigDecimal amount) {
    return amount.toPlainString();
  }

  private List<Object> constraints() {
    List<Object> constraints = new ArrayList<>();
    new TreeMap<>(offer.quota())
        .forEach((name, most) ->
            constraints.add(
                object(
                    "leftOperand", address.term(name),
                    "operator", "lteq",
                    "rightOperand", typed(most.toString(), "xsd:integer"))));
    return constraints;
  }

  private List<Object> prohibitions() {
    List<Object> prohibitions = new ArrayList<>();
    licence.ifPresent(known -> {
      if (known.isNonCommercial()) {
        prohibitions.add(object("action", "cc:CommercialUse"));
      }
      if (!known.allowsDerivatives()) {
        prohibitions.add(object("action", "derive"));
      }
    });
    return prohibitions;
  }

  // ODRL Information Model 2.2, 4 "Profile mechanism": terms of one's own are said what they are.
  private List<Object> quotas() {
    List<Object> quotas = new ArrayList<>();
    new TreeMap<>(offer.quota())
        .forEach((name, most) ->
            quotas.add(
                object(
                    "@id",
                    address.term(name),
                    "@type",
                    List.of("LeftOperand", "skos:Concept"),
                    "skos:prefLabel",
                    name.replace('_', ' '))));
    return quotas;
  }

  private static Map<String, Object> typed(String value, String type) {
    return object("@value", value, "@type", type);
  }
}
