package plaza.jobs.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON in one form for each value, so that it can be hashed and signed: keys in order, no space
 * between, as RFC 8785 has it for texts and whole numbers.
 */
final class CanonicalJson {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Of two members of one name some readers see the one, some the other.
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private CanonicalJson() {}

  /** A value made of maps, lists, texts and whole numbers. */
  static String of(Map<String, ?> value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A value that was read, whatever order its keys came in. */
  static String of(JsonNode value) {
    try {
      return JSON.writeValueAsString(plain(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Object plain(JsonNode value) {
    if (value.isObject()) {
      Map<String, Object> members = new TreeMap<>();
      value.properties().forEach(each -> members.put(each.getKey(), plain(each.getValue())));
      return members;
    }
    if (value.isArray()) {
      List<Object> elements = new ArrayList<>();
      value.forEach(each -> elements.add(plain(each)));
      return elements;
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isIntegralNumber()) {
      return value.bigIntegerValue();
    }
    throw new IllegalArgumentException("found " + value + ", expected texts and whole numbers");
  }

  static JsonNode read(String text) throws JsonProcessingException {
    return JSON.readTree(text);
  }
}
