package plaza.release.document;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.release.Edition;

/**
 * Where what the documents speak of is found, as IRIs (RFC 3987): {@code
 * base/tier/domain/table/version/file}. Whatever becomes part of one is percent-encoded.
 */
record Address(String base, Edition edition) {
  static Address of(URI base, Edition edition) {
    String text = base.toASCIIString();
    return new Address(text.endsWith("/") ? text : text + "/", edition);
  }

  String catalogue() {
    return base + "catalogue";
  }

  String publisher() {
    return base + "publisher";
  }

  String contact() {
    return base + "contact";
  }

  /** The table as a tier shows it, in whichever version. */
  String table() {
    DatasetName name = edition.release().contract().dataset();
    return base + tier().id() + "/" + segment(name.domain()) + "/" + segment(name.table());
  }

  String version() {
    return table() + "/" + segment(edition.version());
  }

  String file(String name) {
    return version() + "/" + segment(name);
  }

  /** A part of what is said of this version. */
  String part(String name) {
    return version() + "#" + segment(name);
  }

  /** Those whom the tier is shown to. */
  String audience() {
    return term(tier().id());
  }

  /** A term of Plaza's own profile of ODRL. */
  String term(String name) {
    return profile() + "#" + segment(name);
  }

  String profile() {
    return base + "terms";
  }

  /** SPDX's page of a licence; terms of one's own (SPDX 2.3, 10.1) lie below the base. */
  String license(String id) {
    return id.startsWith("LicenseRef-")
        ? base + "licenses/" + segment(id)
        : "https://spdx.org/licenses/" + segment(id);
  }

  private Tier tier() {
    return edition.limits().tier();
  }

  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
