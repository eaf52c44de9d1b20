package plaza.jobs.supply;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * What a jar says of itself and of what was shaded into it. What was shaded without its {@code
 * META-INF/maven} is not seen: nobody can tell its version.
 */
final class Jar {
  private static final Pattern MAVEN =
      Pattern.compile("META-INF/maven/([^/]+/[^/]+)/pom\\.(xml|properties)");
  private static final Pattern TELLING =
      Pattern.compile(MAVEN.pattern() + "|META-INF/MANIFEST\\.MF|.*\\.jar");
  // Trino puts the group before the name; Scala's version ends a name.
  private static final Pattern FILE =
      Pattern.compile("(?:([^_]+)_(?!\\d))?(.+?(?:-[\\d.]+_2\\.13)?)-(\\d.*)\\.jar");

  private final Map<String, Properties> properties = new TreeMap<>();
  private final Map<String, List<String>> licences = new TreeMap<>();
  private final List<Piece> nested = new ArrayList<>();
  private List<String> bundleLicences = List.of();

  private Jar() {}

  /** The library that the file is first, then all that it holds. */
  static List<Piece> read(Path path, String place) throws IOException {
    String file = String.valueOf(path.getFileName());
    Jar jar = new Jar();
    List<String> inside = List.of(place, file);
    // By its directory, or half a gigabyte of classes would be unpacked to be passed over.
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (TELLING.matcher(entry.getName()).matches()) {
          try (InputStream bytes = zip.getInputStream(entry)) {
            jar.see(entry.getName(), bytes, inside);
          }
        }
      }
    }
    return jar.pieces(file, List.of(place), inside);
  }

  private static List<Piece> read(String file, InputStream bytes, List<String> place)
      throws IOException {
    Jar jar = new Jar();
    List<String> inside = Stream.concat(place.stream(), Stream.of(file)).toList();
    ZipInputStream zip = new ZipInputStream(bytes);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      jar.see(entry.getName(), zip, inside);
    }
    return jar.pieces(file, place, inside);
  }

  private void see(String entry, InputStream zip, List<String> inside) throws IOException {
    Matcher maven = MAVEN.matcher(entry);
    if (maven.matches() && maven.group(2).equals("properties")) {
      Properties read = new Properties();
      read.load(zip);
      properties.put(maven.group(1), read);
    } else if (maven.matches()) {
      licences.put(maven.group(1), pomLicences(zip.readAllBytes()));
    } else if (entry.equals("META-INF/MANIFEST.MF")) {
      String named = new Manifest(zip).getMainAttributes().getValue("Bundle-License");
      bundleLicences =
          named == null
              ? List.of()
              : Stream.of(named.split(","))
                  .map(each -> each.replaceAll(";.*|\"", "").trim())
                  .toList();
    } else if (entry.endsWith(".jar")) {
      String file = entry.substring(entry.lastIndexOf('/') + 1);
      nested.addAll(read(file, new ByteArrayInputStream(zip.readAllBytes()), inside));
    }
  }

  private List<Piece> pieces(String file, List<String> place, List<String> inside) {
    List<Piece> pieces = new ArrayList<>();
    List<Piece> shaded = new ArrayList<>(nested);
    properties.forEach((folder, read) -> {
      String name = read.getProperty("artifactId", "");
      String version = read.getProperty("version", "");
      boolean itself = pieces.isEmpty() && file.contains(name + "-" + version);
      Piece piece =
          new Piece(
              read.getProperty("groupId", ""),
              name,
              version,
              itself ? place : inside,
              licences.getOrDefault(folder, List.of()));
      (itself ? pieces : shaded).add(piece);
    });
    if (pieces.isEmpty()) {
      Matcher named = FILE.matcher(file);
      boolean told = named.matches();
      String group = told && named.group(1) != null ? named.group(1) : "";
      pieces.add(
          new Piece(
              group, told ? named.group(2) : file, told ? named.group(3) : "", place, List.of()));
    }
    Piece first = pieces.get(0);
    if (first.licences().isEmpty()) {
      pieces.set(0, new Piece(first.group(), first.name(), first.version(), place, bundleLicences));
    }
    pieces.addAll(shaded);
    return pieces;
  }

  private static List<String> pomLicences(byte[] pom) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Element project =
          factory.newDocumentBuilder().parse(new ByteArrayInputStream(pom)).getDocumentElement();
      return children(project, "licenses")
          .flatMap(all -> children(all, "license"))
          .flatMap(each -> children(each, "name"))
          .map(name -> name.getTextContent().trim())
          .toList();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }

  private static Stream<Node> children(Node parent, String name) {
    List<Node> found = new ArrayList<>();
    for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
      if (name.equals(each.getNodeName())) {
        found.add(each);
      }
    }
    return found.stream();
  }
}
