package plaza.release.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.rdf4j.model.IRI;
import org.eclipse.rdf4j.model.Literal;
import org.eclipse.rdf4j.model.Model;
import org.eclipse.rdf4j.model.Namespace;
import org.eclipse.rdf4j.model.Resource;
import org.eclipse.rdf4j.model.Statement;
import org.eclipse.rdf4j.model.Value;
import org.eclipse.rdf4j.model.vocabulary.RDF;
import org.eclipse.rdf4j.model.vocabulary.XSD;

/**
 * A graph as flattened JSON-LD 1.1 with its namespaces as context, in the graph's order. RDF4J's
 * own writer brings an HTTP client and a second JSON library for it.
 */
final class JsonLd {
  private JsonLd() {}

  static Map<String, Object> tree(Model graph) {
    Map<String, Object> context = new LinkedHashMap<>();
    graph.getNamespaces().forEach(each -> context.put(each.getPrefix(), each.getName()));
    Map<Resource, Map<String, Object>> nodes = new LinkedHashMap<>();
    for (Statement statement : graph) {
      Map<String, Object> node =
          nodes.computeIfAbsent(
              statement.getSubject(),
              subject -> new LinkedHashMap<>(Map.of("@id", subject.stringValue())));
      boolean isType = statement.getPredicate().equals(RDF.TYPE);
      String key = isType ? "@type" : compact(statement.getPredicate(), graph);
      Object value =
          isType
              ? compact((IRI) statement.getObject(), graph)
              : value(statement.getObject(), graph);
      node.merge(key, value, JsonLd::both);
    }
    return Json.object("@context", context, "@graph", List.copyOf(nodes.values()));
  }

  private static Object both(Object before, Object value) {
    List<Object> both = new ArrayList<>();
    if (before instanceof List<?> list) {
      both.addAll(list);
    } else {
      both.add(before);
    }
    both.add(value);
    return both;
  }

  private static Object value(Value value, Model graph) {
    if (!(value instanceof Literal literal)) {
      return Map.of("@id", value.stringValue());
    }
    if (literal.getLanguage().isPresent()) {
      return Json.object("@value", literal.getLabel(), "@language", literal.getLanguage().get());
    }
    return literal.getDatatype().equals(XSD.STRING)
        ? literal.getLabel()
        : Json.object("@value", literal.getLabel(), "@type", compact(literal.getDatatype(), graph));
  }

  // Only the vocabularies' own words: an address of a publisher's stays as it is.
  private static String compact(IRI iri, Model graph) {
    for (Namespace each : graph.getNamespaces()) {
      if (iri.getNamespace().equals(each.getName())) {
        return each.getPrefix() + ":" + iri.getLocalName();
      }
    }
    return iri.stringValue();
  }
}
