package plaza.release.document;

import static plaza.release.document.Json.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import plaza.contract.City;
import plaza.contract.Column;
import plaza.release.Edition;

/**
 * An edition for machine learning (MLCommons Croissant 1.1): its files, and the rows of its CSV.
 */
final class CroissantTree {
  private final Edition edition;
  private final Address address;
  private final Shown shown;
  private final List<City> cities;

  CroissantTree(Edition edition, Address address, List<City> cities) {
    this.edition = edition;
    this.address = address;
    this.shown = new Shown(edition);
    this.cities = cities;
  }

  Map<String, Object> tree() {
    String released = edition.releasedAt().toString();
    return object(
        "@context", Json.resource("croissant.context.json"),
        "@type", "sc:Dataset",
        "conformsTo", "http://mlcommons.org/croissant/1.1",
        "name", edition.release().contract().dataset().table(),
        "description", shown.text(),
        "version", edition.version(),
        "url", address.version(),
        "license", address.license(edition.limits().offer().license()),
        "datePublished", released,
        "dateCreated", released,
        "inLanguage", "en",
        "creator", publisher(),
        "publisher", publisher(),
        "citeAs", String.join("\n", shown.attributions()),
        "keywords",
            List.of(edition.release().contract().dataset().domain(), edition.limits().tier().id()),
        "spatialCoverage", cities.stream().map(City::name).toList(),
        "distribution", edition.files().stream().map(CroissantTree::file).toList(),
        "recordSet", shown.findFile(Documents.CSV).map(this::rows).map(List::of));
  }

  private Map<String, Object> publisher() {
    return object("@type", "sc:Organization", "name", "Plaza", "url", address.base());
  }

  // Beside this document, wherever it was brought.
  private static Map<String, Object> file(Edition.File file) {
    return object(
        "@type", "cr:FileObject",
        "@id", file.name(),
        "name", file.name(),
        "contentUrl", file.name(),
        "contentSize", file.bytes() + " B",
        "encodingFormat", file.mediaType(),
        "sha256", file.sha256());
  }

  private Map<String, Object> rows(Edition.File csv) {
    String table = edition.release().contract().dataset().table();
    List<Object> fields = new ArrayList<>();
    shown.columns().forEach(column -> fields.add(field(table, column, csv)));
    return object(
        "@type",
        "cr:RecordSet",
        "@id",
        table,
        "name",
        table,
        "description",
        shown.findGrain().orElse(shown.description()),
        "key",
        shown.key().stream().map(c -> object("@id", table + "/" + c.name())).toList(),
        "field",
        fields);
  }

  private Map<String, Object> field(String table, Column column, Edition.File csv) {
    return object(
        "@type", "cr:Field",
        "@id", table + "/" + column.name(),
        "name", column.name(),
        "description", shown.description(column),
        "dataType", ColumnType.of(column).croissant(),
        "source",
            object(
                "fileObject", object("@id", csv.name()),
                "extract", object("column", column.name())));
  }
}
