package plaza.jobs.metering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Somebody has read something.
 *
 * @param event what it is known by: recorded once, however often it is told
 * @param at when it was over
 * @param organisation of the user; empty where nobody knows them
 * @param channel {@code sql} or {@code get}
 * @param tier the tier, or {@code plaza}, which is for internal use and against no quota
 * @param dataset empty where a server died before it was known
 * @param version the released version; empty for internal use, or where that cannot be told
 * @param by what let them: an agreement, the tier itself, a group; {@code nothing} where no rule
 *     did
 * @param state how it ended: FINISHED, FAILED, or UNKNOWN where the server died first
 * @param rows that were read of the tier's table, not those of the answer, into one of which a
 *     query can fold any number; null where it is not known
 * @param bytes likewise
 * @param query the engine's id of it, or empty
 * @param snapshot of the table; empty where that cannot be told
 * @param answerRows of the whole query's answer; null where there is none
 */
public record Use(
    String event,
    Instant at,
    String user,
    String organisation,
    String channel,
    String tier,
    String dataset,
    String version,
    String by,
    String state,
    @Nullable Long rows,
    @Nullable Long bytes,
    String query,
    String snapshot,
    @Nullable Long answerRows) {

  /** What of the state says that the server died before the end. */
  static final String UNKNOWN = "UNKNOWN";

  static final String NOTHING = "nothing";

  // Always of one length, so that texts are in the order of time.
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final int LONGEST = 200;

  /** Cuts a name that nobody has: a server that asks for no password takes any. */
  public Use {
    user = storable(user);
  }

  // What PostgreSQL does not store, or not index, would hold up all that comes after it.
  private static String storable(String name) {
    StringBuilder kept = new StringBuilder();
    name.codePoints()
        .limit(LONGEST)
        .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? 0xfffd : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  static String text(Instant at) {
    return AT.format(at);
  }

  /** What is written of it, in its one form; what is empty is left out. */
  String body() {
    Map<String, Object> body = new TreeMap<>();
    put(body, "event", event);
    put(body, "at", text(at));
    put(body, "user", user);
    put(body, "organisation", organisation);
    put(body, "channel", channel);
    put(body, "tier", tier);
    put(body, "dataset", dataset);
    put(body, "version", version);
    put(body, "by", by);
    put(body, "state", state);
    put(body, "rows", rows);
    put(body, "bytes", bytes);
    put(body, "query", query);
    put(body, "snapshot", snapshot);
    put(body, "answer_rows", answerRows);
    return CanonicalJson.of(body);
  }

  private static void put(Map<String, Object> body, String key, @Nullable Object value) {
    if (value != null && !value.equals("")) {
      body.put(key, value);
    }
  }

  /** Reads what was written. */
  static Use of(String body) {
    try {
      JsonNode json = CanonicalJson.read(body);
      return new Use(
          text(json, "event"),
          Instant.parse(text(json, "at")),
          text(json, "user"),
          text(json, "organisation"),
          text(json, "channel"),
          text(json, "tier"),
          text(json, "dataset"),
          text(json, "version"),
          text(json, "by"),
          text(json, "state"),
          number(json, "rows"),
          number(json, "bytes"),
          text(json, "query"),
          text(json, "snapshot"),
          number(json, "answer_rows"));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String text(JsonNode json, String key) {
    return json.path(key).asText("");
  }

  private static @Nullable Long number(JsonNode json, String key) {
    return json.has(key) ? json.get(key).longValue() : null;
  }
}
