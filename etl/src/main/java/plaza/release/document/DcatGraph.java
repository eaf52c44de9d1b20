package plaza.release.document;

import static org.eclipse.rdf4j.model.util.Values.iri;
import static org.eclipse.rdf4j.model.util.Values.literal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.eclipse.rdf4j.model.IRI;
import org.eclipse.rdf4j.model.Model;
import org.eclipse.rdf4j.model.Value;
import org.eclipse.rdf4j.model.impl.LinkedHashModel;
import org.eclipse.rdf4j.model.vocabulary.DCAT;
import org.eclipse.rdf4j.model.vocabulary.DCTERMS;
import org.eclipse.rdf4j.model.vocabulary.FOAF;
import org.eclipse.rdf4j.model.vocabulary.GEO;
import org.eclipse.rdf4j.model.vocabulary.ODRL2;
import org.eclipse.rdf4j.model.vocabulary.RDF;
import org.eclipse.rdf4j.model.vocabulary.RDFS;
import org.eclipse.rdf4j.model.vocabulary.SKOS;
import org.eclipse.rdf4j.model.vocabulary.VCARD4;
import org.eclipse.rdf4j.model.vocabulary.XSD;
import plaza.contract.Bounds;
import plaza.contract.City;
import plaza.contract.Place;
import plaza.release.Edition;

/**
 * An edition as a catalogue's dataset (DCAT-AP 3.0.1, "Catalogue", "Dataset", "Distribution"). No
 * node is blank, so that the same edition gives the same text.
 */
final class DcatGraph {
  private static final String SPDX = "http://spdx.org/rdf/terms#";
  private static final String MEDIA_TYPES = "https://www.iana.org/assignments/media-types/";

  private final Edition edition;
  private final Address address;
  private final Shown shown;
  private final List<City> cities;
  private final Model graph = new LinkedHashModel();

  DcatGraph(Edition edition, Address address, List<City> cities) {
    this.edition = edition;
    this.address = address;
    this.shown = new Shown(edition);
    this.cities = cities;
    graph.setNamespace(DCAT.NS);
    graph.setNamespace(DCTERMS.NS);
    graph.setNamespace(FOAF.NS);
    graph.setNamespace("geosparql", GEO.NAMESPACE);
    graph.setNamespace("odrl", ODRL2.NAMESPACE);
    graph.setNamespace(RDFS.NS);
    graph.setNamespace(SKOS.NS);
    graph.setNamespace("spdx", SPDX);
    graph.setNamespace("vcard", VCARD4.NAMESPACE);
    graph.setNamespace(XSD.NS);
  }

  Model graph() {
    catalogue();
    dataset();
    edition.files().forEach(this::distribution);
    return graph;
  }

  private void catalogue() {
    IRI catalogue = typed(address.catalogue(), DCAT.CATALOG);
    add(catalogue, DCTERMS.TITLE, literal("Plaza", "en"));
    add(catalogue, DCTERMS.DESCRIPTION, literal("What Plaza releases of city data.", "en"));
    add(catalogue, DCTERMS.PUBLISHER, publisher());
    add(catalogue, DCAT.HAS_DATASET, iri(address.version()));
  }

  private IRI publisher() {
    IRI publisher = typed(address.publisher(), FOAF.AGENT);
    add(publisher, FOAF.NAME, literal("Plaza"));
    return publisher;
  }

  private void dataset() {
    IRI dataset = typed(address.version(), DCAT.DATASET);
    add(dataset, DCTERMS.TITLE, literal(shown.title(), "en"));
    add(dataset, DCTERMS.DESCRIPTION, literal(shown.text(), "en"));
    add(dataset, DCTERMS.IDENTIFIER, literal(address.version()));
    add(dataset, DCAT.VERSION, literal(edition.version()));
    add(dataset, DCAT.IS_VERSION_OF, typed(address.table(), DCAT.DATASET));
    add(iri(address.table()), DCTERMS.TITLE, literal(shown.title(), "en"));
    add(iri(address.table()), DCTERMS.DESCRIPTION, literal(shown.description(), "en"));
    add(iri(address.table()), iri(DCAT.NAMESPACE, "hasVersion"), dataset);
    add(dataset, DCTERMS.ISSUED, instant(edition.releasedAt()));
    add(dataset, DCTERMS.PUBLISHER, publisher());
    add(dataset, DCAT.CONTACT_POINT, contact());
    for (String keyword :
        List.of(edition.release().contract().dataset().domain(), edition.limits().tier().id())) {
      add(dataset, DCAT.KEYWORD, literal(keyword, "en"));
    }
    add(dataset, DCTERMS.ACCESS_RIGHTS, accessRights());
    add(
        dataset,
        DCTERMS.ACCRUAL_PERIODICITY,
        typed(Authority.frequency(edition.limits().renewal()), DCTERMS.FREQUENCY));
    resolution(dataset);
    coverage(dataset);
    provenance(dataset);
    edition.files().forEach(f -> add(dataset, DCAT.HAS_DISTRIBUTION, iri(distribution(f.name()))));
  }

  private IRI contact() {
    IRI contact = typed(address.contact(), iri(VCARD4.NAMESPACE, "Kind"));
    add(contact, RDF.TYPE, VCARD4.ORGANIZATION);
    add(contact, VCARD4.FN, literal("Plaza"));
    add(contact, iri(VCARD4.NAMESPACE, "hasURL"), iri(address.base()));
    return contact;
  }

  private IRI accessRights() {
    return typed(Authority.accessRight(edition.limits().tier()), DCTERMS.RIGHTS_STATEMENT);
  }

  private void resolution(IRI resource) {
    if (shown.isPlaced() && edition.limits().position() instanceof Place.Cell cell) {
      add(
          resource,
          DCAT.SPATIAL_RESOLUTION_IN_METERS,
          literal(BigDecimal.valueOf(cell.metres()).setScale(1)));
    }
    if (shown.findAge().isPresent() && !edition.limits().time().isNone()) {
      add(
          resource,
          DCAT.TEMPORAL_RESOLUTION,
          literal(edition.limits().time().toString(), XSD.DURATION));
    }
  }

  private void coverage(IRI dataset) {
    for (City city : cities) {
      IRI place = typed(address.base() + "cities/" + Address.segment(city.id()), DCTERMS.LOCATION);
      add(place, SKOS.PREF_LABEL, literal(city.name()));
      add(dataset, DCTERMS.SPATIAL, place);
    }
    shown
        .findBounds()
        .ifPresent(bounds -> {
          IRI place = typed(address.part("place"), DCTERMS.LOCATION);
          add(place, DCAT.BBOX, literal(polygon(bounds), GEO.WKT_LITERAL));
          add(dataset, DCTERMS.SPATIAL, place);
        });
    Instant from = edition.from();
    Instant until = edition.until();
    if (shown.findAge().isPresent() && from != null && until != null) {
      IRI period = typed(address.part("period"), DCTERMS.PERIOD_OF_TIME);
      add(period, DCAT.START_DATE, instant(from));
      add(period, DCAT.END_DATE, instant(until));
      add(dataset, DCTERMS.TEMPORAL, period);
    }
  }

  // DCAT 3, "Property: bounding box"; without a CRS it is CRS84, longitude first.
  private static String polygon(Bounds b) {
    return "POLYGON((%1$s %2$s, %3$s %2$s, %3$s %4$s, %1$s %4$s, %1$s %2$s))"
        .formatted(number(b.west()), number(b.south()), number(b.east()), number(b.north()));
  }

  private static String number(double degrees) {
    return BigDecimal.valueOf(degrees).stripTrailingZeros().toPlainString();
  }

  private void provenance(IRI dataset) {
    if (!shown.attributions().isEmpty()) {
      IRI statement = typed(address.part("provenance"), DCTERMS.PROVENANCE_STATEMENT);
      shown.attributions().forEach(each -> add(statement, RDFS.LABEL, literal("Made of " + each)));
      add(dataset, DCTERMS.PROVENANCE, statement);
    }
  }

  private String distribution(String file) {
    return address.part(file);
  }

  private void distribution(Edition.File file) {
    IRI distribution = typed(distribution(file.name()), DCAT.DISTRIBUTION);
    add(distribution, DCTERMS.TITLE, literal(file.name()));
    add(distribution, DCAT.ACCESS_URL, typed(address.version(), RDFS.RESOURCE));
    add(distribution, DCAT.DOWNLOAD_URL, typed(address.file(file.name()), RDFS.RESOURCE));
    add(distribution, DCAT.MEDIA_TYPE, mediaType(file.mediaType()));
    add(
        distribution,
        DCTERMS.FORMAT,
        typed(Authority.format(file.mediaType()), DCTERMS.MEDIA_TYPE_OR_EXTENT));
    add(
        distribution,
        DCAT.BYTE_SIZE,
        literal(BigInteger.valueOf(file.bytes()).toString(), XSD.NON_NEGATIVE_INTEGER));
    checksum(distribution, file);
    add(distribution, DCTERMS.ISSUED, instant(edition.releasedAt()));
    add(
        distribution,
        DCTERMS.LICENSE,
        typed(address.license(edition.limits().offer().license()), DCTERMS.LICENSE_DOCUMENT));
    add(distribution, DCTERMS.RIGHTS, accessRights());
    IRI offer = typed(address.part("offer"), ODRL2.POLICY);
    add(offer, RDF.TYPE, ODRL2.OFFER);
    add(distribution, ODRL2.HAS_POLICY, offer);
    resolution(distribution);
  }

  private IRI mediaType(String text) {
    String[] parts = text.split("/", 2);
    String path = Address.segment(parts[0]) + (parts.length > 1 ? "/" + subtype(parts[1]) : "");
    return typed(MEDIA_TYPES + path, DCTERMS.MEDIA_TYPE);
  }

  // IANA's own addresses have the plus sign of geo+json as it is.
  private static String subtype(String text) {
    return Address.segment(text).replace("%2B", "+");
  }

  private void checksum(IRI distribution, Edition.File file) {
    IRI checksum = typed(address.part(file.name() + ".sha256"), iri(SPDX, "Checksum"));
    add(
        checksum,
        iri(SPDX, "algorithm"),
        typed(SPDX + "checksumAlgorithm_sha256", iri(SPDX, "ChecksumAlgorithm")));
    add(checksum, iri(SPDX, "checksumValue"), literal(file.sha256(), XSD.HEXBINARY));
    add(distribution, iri(SPDX, "checksum"), checksum);
  }

  private static Value instant(Instant instant) {
    return literal(instant.toString(), XSD.DATETIME);
  }

  private IRI typed(String resource, IRI type) {
    IRI iri = iri(resource);
    add(iri, RDF.TYPE, type);
    return iri;
  }

  private void add(IRI subject, IRI predicate, Value object) {
    graph.add(subject, predicate, object);
  }
}
