package plaza.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A node of a YAML 1.2 document that knows its file and line, read without constructing any class.
 * What is asked of it and is not there, or is of another kind, becomes a problem at that line.
 */
public final class Yaml {
  // Far above any declaration; a bomb of aliases or depth ends here.
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setMaxAliasesForCollections(20).setCodePointLimit(1_000_000).build();

  private final Path file;
  private final Node node;
  private final Problems problems;

  private Yaml(Path file, Node node, Problems problems) {
    this.file = file;
    this.node = node;
    this.problems = problems;
  }

  /** Reads a document whose root is a mapping; empty, with a problem, when it is anything else. */
  public static Optional<Yaml> read(Path file, Problems problems) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      YamlDepth.check(SETTINGS, text);
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      if (root.isPresent() && root.get() instanceof MappingNode) {
        int before = problems.count();
        uniqueKeys(file, root.get(), Collections.newSetFromMap(new IdentityHashMap<>()), problems);
        if (problems.count() > before) {
          return Optional.empty();
        }
        return Optional.of(new Yaml(file, root.get(), problems));
      }
      problems.add(file, 1, "no mapping", "a YAML mapping of keys to values");
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(1);
      problems.add(file, line, String.valueOf(e.getProblem()), "well-formed YAML 1.2");
    } catch (YamlEngineException e) {
      problems.add(file, 1, String.valueOf(e.getMessage()).strip(), "well-formed YAML 1.2");
    } catch (IOException e) {
      problems.add(file, 1, "a file that cannot be read as UTF-8", "readable UTF-8 text");
    }
    return Optional.empty();
  }

  // Composing nodes does not look at keys: only constructing objects would.
  private static void uniqueKeys(Path file, Node node, Set<Node> seen, Problems problems) {
    if (!seen.add(node)) {
      return;
    }
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(child -> uniqueKeys(file, child, seen, problems));
    }
    if (node instanceof MappingNode mapping) {
      Set<String> keys = new HashSet<>();
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key && !keys.add(key.getValue())) {
          problems.add(file, line(key), "the key '" + key.getValue() + "' twice", "each key once");
        }
        uniqueKeys(file, tuple.getValueNode(), seen, problems);
      }
    }
  }

  /** The file it stands in. */
  public Path file() {
    return file;
  }

  /** Where what is wrong with it is collected. */
  Problems problems() {
    return problems;
  }

  /** The line it begins at, from 1. */
  public int line() {
    return line(node);
  }

  private static int line(Node node) {
    return node.getStartMark().map(m -> m.getLine() + 1).orElse(1);
  }

  /** Reports what is wrong with this node. */
  public void problem(String found, String expected) {
    problems.add(file, line(), found, expected);
  }

  /** Reports every key of this mapping that is not one of those known. */
  public void allow(String... known) {
    Set<String> names = new TreeSet<>(Arrays.asList(known));
    // At the key's own line: its value may begin lines below.
    Map<String, Integer> lines = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(tuple -> lines.put(key(tuple), line(tuple.getKeyNode())));
    }
    for (String key : members().keySet()) {
      if (!names.contains(key)) {
        problems.add(
            file, lines.getOrDefault(key, line()), "the key '" + key + "'", "one of " + names);
      }
    }
  }

  /** The value of a key, if it is there and not null. */
  public Optional<Yaml> find(String key) {
    return Optional.ofNullable(members().get(key)).filter(value -> !value.isNull());
  }

  /** The value of a key; a missing one is a problem. */
  public Optional<Yaml> require(String key) {
    Optional<Yaml> found = find(key);
    if (found.isEmpty()) {
      problem("no '" + key + "'", "the key '" + key + "'");
    }
    return found;
  }

  /** The text of a required key, or "" with a problem. */
  public String text(String key) {
    return require(key).map(Yaml::text).orElse("");
  }

  /** The text of a key, or the given one where it is absent. */
  public String text(String key, String otherwise) {
    return find(key).map(Yaml::text).orElse(otherwise);
  }

  /** A key's value turned into something; a value that cannot be is a problem. */
  public <T> Optional<T> as(String key, String expected, Function<String, T> parse) {
    return find(key).flatMap(value -> value.as(expected, parse));
  }

  /** This scalar turned into something; one that cannot be is a problem. */
  public <T> Optional<T> as(String expected, Function<String, T> parse) {
    String text = text();
    try {
      return Optional.of(parse.apply(text));
    } catch (RuntimeException e) {
      problem("'" + text + "'", expected);
      return Optional.empty();
    }
  }

  /** True for the YAML boolean true; anything but a boolean is a problem; absent is false. */
  public boolean flag(String key) {
    return as(key, "true or false", Yaml::parseFlag).orElse(false);
  }

  private static Boolean parseFlag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  /** The scalar's text, or "" with a problem when this is a mapping or a list. */
  public String text() {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    problem(kind(), "a single value");
    return "";
  }

  /** The elements of the list under a key; none where it is absent. */
  public List<Yaml> list(String key) {
    return find(key).map(Yaml::elements).orElse(List.of());
  }

  /** The texts of the list under a key; the given ones where it is absent. */
  public List<String> texts(String key, List<String> otherwise) {
    return find(key)
        .map(value -> value.elements().stream().map(Yaml::text).toList())
        .orElse(otherwise);
  }

  /** The elements of this list; anything else is a problem. */
  public List<Yaml> elements() {
    List<Yaml> elements = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(child -> elements.add(new Yaml(file, child, problems)));
    } else {
      problem(kind(), "a list");
    }
    return elements;
  }

  /** The members of this mapping in the order written; anything else is a problem. */
  public Map<String, Yaml> members() {
    Map<String, Yaml> members = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        members.put(key(tuple), new Yaml(file, tuple.getValueNode(), problems));
      }
    } else {
      problem(kind(), "a mapping of keys to values");
    }
    return members;
  }

  private static String key(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
  }

  /** True for a list. */
  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** True for a mapping. */
  public boolean isMapping() {
    return node instanceof MappingNode;
  }

  /** True for an explicit null. */
  public boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  /** This node as plain lists, maps and texts; null stays null. For what is passed on, not read. */
  public @Nullable Object plain() {
    if (isNull()) {
      return null;
    }
    if (isList()) {
      List<@Nullable Object> list = new ArrayList<>();
      elements().forEach(element -> list.add(element.plain()));
      return list;
    }
    if (isMapping()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      members().forEach((key, value) -> map.put(key, value.plain()));
      return map;
    }
    return text();
  }

  private String kind() {
    return isList() ? "a list" : isMapping() ? "a mapping" : "a single value";
  }
}
