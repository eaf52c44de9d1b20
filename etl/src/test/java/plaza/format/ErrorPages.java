package plaza.format;

/** What servers send with status 200 when they mean an error. */
final class ErrorPages {
  static final String HTML =
      """
      <!DOCTYPE html>
      <html>
      <head><title>503 Service Unavailable</title></head>
      <body>The service is busy, please try again later.</body>
      </html>
      """;

  private ErrorPages() {}
}
