package plaza.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.jobs.metering.Receipts;
import plaza.release.Verification;

@Command(
    name = "verify",
    description = {
      "Says whether the files of a release, or receipts, are those that were signed.",
      "Needs nothing but them."
    })
final class VerifyCommand extends PlazaCommand {
  @Parameters(
      paramLabel = "DIR|FILE",
      description = "The folder of one version for one tier, or a file of receipts.")
  private Path folder = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "PEM",
      description = "Of receipts: the signer's key, such as a release's signer.pem.")
  private @Nullable Path key;

  @Override
  public Integer call() throws IOException {
    boolean isReceipts = Files.isRegularFile(folder);
    if (key != null && !Files.isRegularFile(key)) {
      throw new Plaza.WrongUse("no file " + key, "--key takes a file such as signer.pem.");
    }
    List<Verification.Line> lines =
        isReceipts
            ? Receipts.verify(folder, key == null ? null : Files.readString(key))
            : Verification.of(folder);
    Grid grid = new Grid("", isReceipts ? "what" : "file", "");
    lines.forEach(line -> grid.add(line.isGood() ? "good" : "BAD", line.what(), line.seen()));
    grid.print(terminal().out());
    boolean isGood = lines.stream().allMatch(Verification.Line::isGood);
    if (!isGood) {
      terminal()
          .fail(
              isReceipts ? "this is not what was signed" : "this is not what was released",
              isReceipts
                  ? "Ask for it again; if it stays so, ask whoever signed it."
                  : "Get it again; if it stays so, ask whoever released it.");
    }
    return isGood ? Plaza.DONE : Plaza.REFUSED;
  }
}
