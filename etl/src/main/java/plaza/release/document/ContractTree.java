package plaza.release.document;

import static plaza.release.document.Json.object;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.contract.Cut;
import plaza.contract.Limits;
import plaza.contract.Tier;
import plaza.release.Edition;

/** What a consumer may count on, as a data contract of its own (ODCS v3.1). */
final class ContractTree {
  private final Edition edition;
  private final Address address;
  private final Shown shown;
  private final Contract contract;
  private final Limits limits;

  ContractTree(Edition edition, Address address) {
    this.edition = edition;
    this.address = address;
    this.shown = new Shown(edition);
    this.contract = edition.release().contract();
    this.limits = edition.limits();
  }

  Map<String, Object> tree() {
    return object(
        "apiVersion", "v3.1.0",
        "kind", "DataContract",
        "id", contract.dataset() + "." + limits.tier().id(),
        "name", shown.title(),
        "version", edition.version(),
        "status", "active",
        "domain", contract.dataset().domain(),
        "tags", List.of(limits.tier().id()),
        "description", description(),
        "servers", servers(),
        "schema", List.of(table()),
        "price", price(),
        "team", object("name", "plaza"),
        "support", List.of(object("channel", "catalogue", "url", address.base())),
        "roles", List.of(role()),
        "slaProperties", promises(),
        "authoritativeDefinitions", definitions(),
        "customProperties", terms(),
        "contractCreatedTs", edition.releasedAt().toString());
  }

  private Map<String, Object> description() {
    List<String> limitations = shown.limitations();
    return object(
        "purpose",
        shown.description(),
        "limitations",
        limitations.isEmpty() ? null : String.join(" ", limitations));
  }

  // The first is what a test of it reads unless told otherwise.
  private List<Object> servers() {
    List<Object> servers = new ArrayList<>();
    shown
        .findFile(Documents.CSV)
        .ifPresent(file ->
            servers.add(
                object(
                    "server", "csv",
                    "type", "local",
                    "path", file.name(),
                    "format", "csv")));
    shown
        .findFile(Documents.PARQUET)
        .ifPresent(file ->
            servers.add(
                object(
                    "server", "parquet",
                    "type", "local",
                    "path", file.name(),
                    "format", "parquet")));
    return servers;
  }

  private Map<String, Object> table() {
    String name = contract.dataset().table();
    List<Column> key = shown.key();
    List<Object> columns = new ArrayList<>();
    shown.columns().forEach(column -> columns.add(column(column, key)));
    return object(
        "name",
        name,
        "physicalName",
        name,
        "physicalType",
        "file",
        "logicalType",
        "object",
        "description",
        shown.description(),
        "dataGranularityDescription",
        shown.findGrain(),
        "properties",
        columns);
  }

  private Map<String, Object> column(Column column, List<Column> key) {
    boolean isKey = key.contains(column);
    return object(
        "name",
        column.name(),
        "logicalType",
        ColumnType.of(column).logical(),
        "physicalType",
        ColumnType.physical(column),
        "description",
        shown.description(column),
        "required",
        shown.isRequired(column) ? true : null,
        "primaryKey",
        isKey ? true : null,
        "primaryKeyPosition",
        isKey ? key.indexOf(column) + 1 : null,
        "logicalTypeOptions",
        object("minimum", shown.findMinimum(column), "maximum", shown.findMaximum(column)),
        "customProperties",
        column.isGeometry() ? List.of(geometry(column)) : List.of());
  }

  private static Map<String, Object> geometry(Column column) {
    return object(
        "property",
        "geometry",
        "value",
        object("type", column.geometryType(), "crs", plaza.contract.Crs.WGS84));
  }

  private Optional<Map<String, Object>> price() {
    return Optional.ofNullable(limits.offer().price())
        .map(price ->
            object(
                "priceAmount", price.amount(),
                "priceCurrency", price.currency(),
                "priceUnit", price.per()));
  }

  private Map<String, Object> role() {
    Tier tier = limits.tier();
    return object(
        "role",
        tier.id(),
        "access",
        "read",
        "description",
        switch (tier) {
          case OPEN -> "Anyone.";
          case REGISTERED -> "Anyone who has signed up.";
          case SUBSCRIBER -> "Whoever has ordered it.";
          case GOVERNMENT -> "Agencies under an agreement.";
        });
  }

  private List<Object> promises() {
    List<Object> promises = new ArrayList<>();
    new TreeMap<>(limits.offer().sla())
        .forEach((name, value) -> promises.add(object("property", name, "value", value)));
    if (limits.delay().isPositive()) {
      promises.add(
          object(
              "property", "latency",
              "value", amount(limits.delay()),
              "unit", unit(limits.delay()),
              "element", shown.findAge().map(c -> contract.dataset().table() + "." + c.name())));
    }
    Cut renewal = limits.renewal();
    if (!renewal.isNone()) {
      Duration period = Duration.ofSeconds(renewal.seconds());
      boolean isMonths = renewal.months() > 0;
      promises.add(
          object(
              "property", "frequency",
              "value", isMonths ? renewal.months() : amount(period),
              "unit", isMonths ? "month" : unit(period)));
    }
    return promises;
  }

  private static long amount(Duration duration) {
    return switch (unit(duration)) {
      case "d" -> duration.toDays();
      case "h" -> duration.toHours();
      case "min" -> duration.toMinutes();
      default -> duration.toSeconds();
    };
  }

  // The largest of which it is a whole number.
  private static String unit(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds % 86_400 == 0
        ? "d"
        : seconds % 3_600 == 0 ? "h" : seconds % 60 == 0 ? "min" : "s";
  }

  private List<Object> definitions() {
    return List.of(
        object("type", "license", "url", address.license(limits.offer().license())),
        object("type", "offer", "url", address.file(Documents.OFFER)),
        object("type", "catalogue", "url", address.file(Documents.DCAT)));
  }

  private List<Object> terms() {
    List<Object> terms = new ArrayList<>();
    terms.add(object("property", "license", "value", limits.offer().license()));
    if (!shown.attributions().isEmpty()) {
      terms.add(object("property", "attribution", "value", shown.attributions()));
    }
    if (!limits.offer().quota().isEmpty()) {
      terms.add(object("property", "quota", "value", new TreeMap<>(limits.offer().quota())));
    }
    if (!limits.offer().duties().isEmpty()) {
      terms.add(object("property", "duties", "value", limits.offer().duties()));
    }
    return terms;
  }
}
