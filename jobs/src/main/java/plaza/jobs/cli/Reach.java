package plaza.jobs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where other machines reach what otherwise is on loopback. */
final class Reach {
  @Option(
      names = "--listen",
      required = true,
      paramLabel = "ADDRESS",
      description = "An address of this machine that others reach.")
  String listen = "";

  @Option(
      names = "--certificate",
      required = true,
      paramLabel = "PEM",
      description = "Its certificates, the server's first, and the private key.")
  private Path certificate = Path.of("");

  Path certificate() {
    if (!Files.isRegularFile(certificate)) {
      throw new Plaza.WrongUse("no file " + certificate, "--certificate takes a file in PEM.");
    }
    return certificate;
  }
}
