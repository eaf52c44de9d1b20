package plaza.contract;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Refuses YAML that nests too deeply, or within itself, before anything recurses into it. */
public final class YamlDepth {
  private static final int MAX = 50;

  private YamlDepth() {}

  /** Reads the events of a text, which takes no stack; throws YamlEngineException. */
  public static void check(LoadSettings settings, String text) {
    Deque<Optional<Anchor>> open = new ArrayDeque<>();
    try {
      new Parse(settings).parseString(text).forEach(event -> check(event, open));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      // The parser's own slip at a text that ends within an escape.
      throw new YamlEngineException("an escape that is cut off", e);
    }
  }

  private static void check(Event event, Deque<Optional<Anchor>> open) {
    if (event instanceof CollectionStartEvent start) {
      open.push(start.getAnchor());
      if (open.size() > MAX) {
        throw new YamlEngineException("more than " + MAX + " levels");
      }
    } else if (event instanceof CollectionEndEvent) {
      open.pop();
    } else if (event instanceof AliasEvent alias && open.contains(Optional.of(alias.getAlias()))) {
      throw new YamlEngineException("a value within itself: " + alias.getAlias());
    }
  }
}
