package plaza.release.document;

import static plaza.release.document.Json.object;

import java.util.List;
import java.util.Map;
import plaza.contract.Column;
import plaza.release.Edition;

/** The CSV of an edition as a Data Package (Frictionless, version 2.0). */
final class PackageTree {
  private final Edition edition;
  private final Address address;
  private final Shown shown;

  PackageTree(Edition edition, Address address) {
    this.edition = edition;
    this.address = address;
    this.shown = new Shown(edition);
  }

  Map<String, Object> tree(Edition.File csv) {
    var dataset = edition.release().contract().dataset();
    String license = edition.limits().offer().license();
    return object(
        "$schema", "https://datapackage.org/profiles/2.0/datapackage.json",
        "name", dataset.domain() + "." + dataset.table() + "." + edition.limits().tier().id(),
        "id", address.version(),
        "title", shown.title(),
        "description", shown.text(),
        "version", edition.version(),
        "created", edition.releasedAt().toString(),
        "homepage", address.version(),
        "keywords", List.of(dataset.domain(), edition.limits().tier().id()),
        "licenses", List.of(object("name", license, "path", address.license(license))),
        "contributors", List.of(object("title", "Plaza", "roles", List.of("publisher"))),
        "sources", sources(),
        "resources", List.of(resource(dataset.table(), csv)));
  }

  private List<Object> sources() {
    return List.copyOf(shown.attributions().stream().map(a -> object("title", a)).toList());
  }

  private Map<String, Object> resource(String table, Edition.File csv) {
    return object(
        "name",
        table,
        "type",
        "table",
        "path",
        csv.name(),
        "format",
        "csv",
        "mediatype",
        csv.mediaType(),
        "encoding",
        "utf-8",
        "bytes",
        csv.bytes(),
        "hash",
        "sha256:" + csv.sha256(),
        "schema",
        object(
            "$schema", "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields", shown.columns().stream().map(this::field).toList(),
            "missingValues", List.of(""),
            "primaryKey", shown.key().stream().map(Column::name).toList()));
  }

  private Map<String, Object> field(Column column) {
    return object(
        "name",
        column.name(),
        "type",
        ColumnType.of(column).table(),
        "description",
        shown.description(column),
        "constraints",
        object(
            "required", shown.isRequired(column) ? true : null,
            "minimum", shown.findMinimum(column),
            "maximum", shown.findMaximum(column)));
  }
}
