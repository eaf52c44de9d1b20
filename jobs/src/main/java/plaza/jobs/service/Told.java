package plaza.jobs.service;

import plaza.check.Finding;

/** A finding as a job tells it, with the way out. */
record Told(
    String code, String severity, String dataset, String address, String message, String remedy) {
  static Told of(Finding finding) {
    return new Told(
        finding.code().id(),
        finding.severity().name().toLowerCase(java.util.Locale.ROOT),
        finding.dataset(),
        finding.address(),
        finding.message(),
        finding.code().remedy());
  }
}
