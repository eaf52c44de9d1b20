package plaza.jobs.service;

import java.util.LinkedHashMap;
import java.util.Map;

/** Why a request is not answered as hoped: problem details of RFC 9457. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String title;
  private final int retryAfter;

  private Problem(int status, String title, String detail, int retryAfter) {
    super(detail);
    this.status = status;
    this.title = title;
    this.retryAfter = retryAfter;
  }

  static Problem wrongUse(String detail) {
    return new Problem(400, "wrong use", detail, 0);
  }

  static Problem unauthorized(String detail) {
    return new Problem(401, "unauthorized", detail, 0);
  }

  static Problem unknown(String detail) {
    return new Problem(404, "unknown", detail, 0);
  }

  static Problem method(String detail) {
    return new Problem(405, "no such method", detail, 0);
  }

  static Problem conflict(String detail) {
    return new Problem(409, "another order", detail, 0);
  }

  static Problem tooLong(String detail) {
    return new Problem(413, "too long", detail, 0);
  }

  static Problem mediaType(String detail) {
    return new Problem(415, "not JSON", detail, 0);
  }

  /** What is asked for is not declared, or not well. */
  static Problem undeclared(String detail) {
    return new Problem(422, "cannot be done", detail, 0);
  }

  static Problem full(String detail, int retryAfter) {
    return new Problem(429, "the queue is full", detail, retryAfter);
  }

  static Problem unavailable(String detail) {
    return new Problem(503, "not now", detail, 5);
  }

  static Problem broken() {
    return new Problem(500, "broken", "The service has a fault; see ./plaza logs service.", 0);
  }

  int status() {
    return status;
  }

  /** In seconds; 0 where asking again does not help. */
  int retryAfter() {
    return retryAfter;
  }

  Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", title);
    body.put("status", status);
    body.put("detail", String.valueOf(getMessage()));
    return body;
  }
}
