package plaza.contract;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * On which terms a tier is given.
 *
 * @param license an SPDX identifier, or LicenseRef-… for terms of one's own; empty where the terms
 *     are each city's
 * @param price null where it is free
 * @param quota upper limits by name, such as {@code rows_per_day}; none where there is no limit
 * @param sla what is promised by name, such as {@code availability}
 * @param duties actions of ODRL 2.2 that whoever uses it has to do
 */
public record Offer(
    String license,
    @Nullable Price price,
    Map<String, Long> quota,
    Map<String, String> sla,
    List<String> duties) {

  /** What it costs; {@code per} is an ISO 8601 period. */
  public record Price(BigDecimal amount, String currency, String per) {}

  /** ODRL 2.2 Vocabulary, "Actions for Duties"; and what Creative Commons asks for. */
  public static final SortedSet<String> DUTIES =
      sorted(
          "attribute",
          "inform",
          "compensate",
          "delete",
          "reviewPolicy",
          "obtainConsent",
          "ensureExclusivity",
          "nextPolicy",
          "cc:Notice",
          "cc:ShareAlike",
          "cc:SourceCode");

  /** What a quota may limit. */
  public static final SortedSet<String> QUOTAS =
      sorted("rows_per_day", "bytes_per_day", "queries_per_day");

  private static final Set<String> SLAS = sorted("availability", "freshness", "support", "notice");

  // SPDX 2.3, Annex D, "idstring".
  private static final Pattern LICENSE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+-]*");

  private static final Pattern PER = Pattern.compile("P(\\d+[DMY]|T\\d+H)");

  /** The terms that each city's ladder has for the tier, in its own currency. */
  static final Offer OF_CITY = new Offer("", null, Map.of(), Map.of(), List.of());

  private static final List<String> TERMS = List.of("license", "price", "quota", "sla", "duties");

  private static SortedSet<String> sorted(String... words) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(List.of(words)));
  }

  /** Reads a contract's tier, which says all of its terms or none. */
  static Offer readOwn(Yaml yaml) {
    return TERMS.stream().anyMatch(term -> yaml.find(term).isPresent()) ? read(yaml) : OF_CITY;
  }

  /** Reads the keys of a tier that are terms. */
  static Offer read(Yaml yaml) {
    String license =
        yaml.require("license")
            .flatMap(l -> l.as("an SPDX identifier, or LicenseRef-…", Offer::license))
            .orElse("");
    Map<String, Long> quota = new LinkedHashMap<>();
    for (var limit : members(yaml, "quota").entrySet()) {
      known(limit.getValue(), limit.getKey(), QUOTAS);
      limit
          .getValue()
          .as("a number above 0", Offer::positive)
          .ifPresent(n -> quota.put(limit.getKey(), n));
    }
    Map<String, String> sla = new LinkedHashMap<>();
    for (var promise : members(yaml, "sla").entrySet()) {
      known(promise.getValue(), promise.getKey(), SLAS);
      sla.put(promise.getKey(), promise.getValue().text());
    }
    List<String> duties = yaml.texts("duties", List.of());
    if (!DUTIES.containsAll(duties)) {
      yaml.problem("the duties " + duties, "some of " + DUTIES);
    }
    return new Offer(
        license,
        yaml.find("price").map(Offer::price).orElse(null),
        Map.copyOf(quota),
        Map.copyOf(sla),
        List.copyOf(duties));
  }

  private static Map<String, Yaml> members(Yaml yaml, String key) {
    return yaml.find(key).map(Yaml::members).orElse(Map.of());
  }

  private static void known(Yaml at, String name, Set<String> names) {
    if (!names.contains(name)) {
      at.problem("'" + name + "'", "one of " + names);
    }
  }

  private static Price price(Yaml yaml) {
    yaml.allow("amount", "currency", "per");
    BigDecimal amount =
        yaml.require("amount")
            .flatMap(a -> a.as("an amount of 0 or more", Offer::amount))
            .orElse(BigDecimal.ZERO);
    String currency =
        yaml.require("currency")
            .flatMap(
                c -> c.as("an ISO 4217 code", text -> Currency.getInstance(text).getCurrencyCode()))
            .orElse("");
    String per =
        yaml.require("per").flatMap(p -> p.as("a period such as P1M", Offer::per)).orElse("");
    return new Price(amount, currency, per);
  }

  private static String license(String text) {
    if (!LICENSE.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static BigDecimal amount(String text) {
    BigDecimal amount = new BigDecimal(text);
    if (amount.signum() < 0) {
      throw new IllegalArgumentException(text);
    }
    return amount;
  }

  private static String per(String text) {
    if (!PER.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static Long positive(String text) {
    long number = Long.parseLong(text);
    if (number < 1) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }
}
