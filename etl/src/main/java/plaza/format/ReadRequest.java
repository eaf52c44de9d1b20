package plaza.format;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import plaza.contract.Feed;

/**
 * What is wanted of a landed file; serializable, since files are read where the executors are.
 *
 * @param encoding the name of its character encoding
 * @param member the table within the file, or null
 * @param fields the fields whose texts are wanted, in this order
 * @param optional those of them that a file may lack altogether
 */
public record ReadRequest(
    String format,
    Map<String, @Nullable Object> options,
    String encoding,
    String crs,
    @Nullable String member,
    List<String> fields,
    Set<String> optional)
    implements Serializable {

  /** What is wanted of a file of a feed. */
  public static ReadRequest of(
      Feed feed, @Nullable String member, List<String> fields, Set<String> optional) {
    return new ReadRequest(
        feed.format(),
        new HashMap<>(feed.options()),
        feed.encoding().name(),
        feed.crs(),
        member,
        new ArrayList<>(fields),
        new HashSet<>(optional));
  }

  Charset charset() {
    return Charset.forName(encoding);
  }
}
