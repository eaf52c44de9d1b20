package plaza.format;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import plaza.contract.Encoding;
import plaza.contract.Feed;

/**
 * What is wanted of a landed file; serializable, since files are read where the executors are.
 *
 * @param encoding the name of its character encoding, {@code detect}, or null where nobody says
 * @param member the table within the file, or null
 * @param fields the fields whose texts are wanted, in this order
 * @param optional those of them that a file may lack altogether
 * @param optionalMember a file without the member, or without a row in it, has no rows
 */
public record ReadRequest(
    String format,
    Map<String, @Nullable Object> options,
    @Nullable String encoding,
    String crs,
    @Nullable String member,
    List<String> fields,
    Set<String> optional,
    boolean optionalMember)
    implements Serializable {
  private static final String DETECT = "detect";

  /** The same of a file that has to have the member. */
  public ReadRequest(
      String format,
      Map<String, @Nullable Object> options,
      @Nullable String encoding,
      String crs,
      @Nullable String member,
      List<String> fields,
      Set<String> optional) {
    this(format, options, encoding, crs, member, fields, optional, false);
  }

  /** What is wanted of a file of a feed. */
  public static ReadRequest of(
      Feed feed, @Nullable String member, List<String> fields, Set<String> optional) {
    return new ReadRequest(
        feed.format(),
        new HashMap<>(feed.options()),
        encoding(feed.encoding()),
        feed.crs(),
        member,
        new ArrayList<>(fields),
        new HashSet<>(optional));
  }

  private static @Nullable String encoding(Encoding encoding) {
    return switch (encoding.origin()) {
      case DECLARED -> encoding.charset().name();
      case DETECTED -> DETECT;
      case ASSUMED -> null;
    };
  }

  /** Whether the encoding is to be guessed from the file's bytes. */
  boolean detects() {
    return DETECT.equals(encoding);
  }

  /** The same of a file whose encoding has been found. */
  ReadRequest in(Charset found) {
    return new ReadRequest(
        format, options, found.name(), crs, member, fields, optional, optionalMember);
  }

  /** The same of a file that may lack the member, if so. */
  public ReadRequest withOptionalMember(boolean isOptional) {
    return new ReadRequest(format, options, encoding, crs, member, fields, optional, isOptional);
  }

  /** The same without a word on fields. */
  ReadRequest ofAll() {
    return new ReadRequest(format, options, encoding, crs, member, List.of(), Set.of());
  }

  /** The encoding declared, or UTF-8. */
  Charset charset() {
    return encoding == null || detects() ? StandardCharsets.UTF_8 : Charset.forName(encoding);
  }
}
