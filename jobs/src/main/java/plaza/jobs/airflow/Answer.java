package plaza.jobs.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came back of a call, or a part of it; only the fields that the call names can be read.
 *
 * @param at where it stands in the answer, with a point behind; empty for the whole
 */
record Answer(Call call, String at, JsonNode node) {
  private JsonNode read(String field) {
    if (!call.reads().contains(at + field)) {
      throw new IllegalArgumentException(call + " does not say that it reads " + at + field);
    }
    return node.path(field);
  }

  private JsonNode require(String field) {
    JsonNode found = read(field);
    if (found.isMissingNode() || found.isNull()) {
      throw new AirflowException(
          "Airflow answered %s %s without %s".formatted(call.method(), call.path(), at + field));
    }
    return found;
  }

  String text(String field) {
    return require(field).asText();
  }

  Optional<String> findText(String field) {
    JsonNode found = read(field);
    return found.isMissingNode() || found.isNull() ? Optional.empty() : Optional.of(found.asText());
  }

  Optional<Instant> findInstant(String field) {
    return findText(field).map(text -> OffsetDateTime.parse(text).toInstant());
  }

  boolean flag(String field) {
    return require(field).asBoolean();
  }

  int number(String field) {
    return require(field).asInt();
  }

  List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    require(field).forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** A part that is an object. */
  Answer part(String field) {
    return new Answer(call, at + field + ".", node.path(field));
  }

  /** A part that is a list of objects. */
  List<Answer> parts(String field) {
    List<Answer> parts = new ArrayList<>();
    node.path(field).forEach(each -> parts.add(new Answer(call, at + field + ".", each)));
    return parts;
  }
}
