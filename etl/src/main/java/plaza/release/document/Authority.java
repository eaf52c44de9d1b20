package plaza.release.document;

import java.util.Map;
import plaza.contract.Cut;
import plaza.contract.Tier;

/** Words of the EU's controlled vocabularies (DCAT-AP 3.0.1, "Controlled vocabularies"). */
final class Authority {
  private static final String TABLES = "http://publications.europa.eu/resource/authority/";

  private static final Map<String, String> FREQUENCIES =
      Map.ofEntries(
          Map.entry("", "IRREG"),
          Map.entry("PT1H", "HOURLY"),
          Map.entry("PT12H", "DAILY_2"),
          Map.entry("P1D", "DAILY"),
          Map.entry("P1M", "MONTHLY"),
          Map.entry("P2M", "BIMONTHLY"),
          Map.entry("P3M", "QUARTERLY"),
          Map.entry("P4M", "ANNUAL_3"),
          Map.entry("P6M", "ANNUAL_2"),
          Map.entry("P1Y", "ANNUAL"));

  private static final Map<String, String> FORMATS =
      Map.of(
          "text/csv", "CSV",
          "application/geo+json", "GEOJSON",
          "application/vnd.apache.parquet", "PARQUET");

  private Authority() {}

  /** How often it is renewed; as it comes where no period is said. */
  static String frequency(Cut renewal) {
    return TABLES + "frequency/" + FREQUENCIES.getOrDefault(renewal.toString(), "OTHER");
  }

  static String format(String mediaType) {
    return TABLES + "file-type/" + FORMATS.getOrDefault(mediaType, "OTHER");
  }

  /** An ISO 4217 code. */
  static String currency(String code) {
    return TABLES + "currency/" + Address.segment(code);
  }

  static String accessRight(Tier tier) {
    return TABLES
        + "access-right/"
        + switch (tier) {
          case OPEN -> "PUBLIC";
          case REGISTERED, SUBSCRIBER -> "RESTRICTED";
          case GOVERNMENT -> "NON_PUBLIC";
        };
  }
}
