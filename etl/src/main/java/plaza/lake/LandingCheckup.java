package plaza.lake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import plaza.check.Finding;
import plaza.check.FindingCode;

/** Whether all that has landed is still there, byte for byte. */
public final class LandingCheckup {
  private static final int SAMPLE = 10;
  private static final long SAMPLE_BYTES = 256L << 20;

  private final LandedFiles landed;
  private final Path root;
  private final boolean isDeep;
  private final List<Finding> findings = new ArrayList<>();
  private long files;
  private long summed;

  private LandingCheckup(Path root, boolean isDeep) {
    this.landed = new LandedFiles(root);
    this.root = root;
    this.isDeep = isDeep;
  }

  /** How many files were looked at, of how many the sum was compared, and what was found. */
  public record Outcome(long files, long summed, List<Finding> findings) {}

  /**
   * Looks at each receipt and its file's size, and at the content's sum of some files of each feed,
   * its newest among them.
   *
   * @param isDeep of all files
   */
  public static Outcome of(Path root, boolean isDeep) throws IOException {
    LandingCheckup checkup = new LandingCheckup(root, isDeep);
    for (Path feed : folders(root)) {
      checkup.look(feed);
    }
    return new Outcome(checkup.files, checkup.summed, checkup.findings);
  }

  private static List<Path> folders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }

  private void look(Path folder) throws IOException {
    String feed = String.valueOf(folder.getFileName());
    List<Receipt> whole = new ArrayList<>();
    for (Path child : folders(folder)) {
      String id = String.valueOf(child.getFileName());
      if (id.startsWith(".")) {
        find(FindingCode.UNFINISHED_LANDING, feed, child, "what a killed landing left", "none");
        continue;
      }
      files++;
      Receipt receipt;
      try {
        receipt = LandedFiles.read(child);
      } catch (RuntimeException e) {
        find(FindingCode.LOST_RECEIPT, feed, child, "no receipt that can be read", "receipt.json");
        continue;
      }
      if (!receipt.id().equals(id) || !receipt.feed().equals(feed)) {
        String said = receipt.feed() + "/" + receipt.id();
        find(FindingCode.LOST_RECEIPT, feed, child, "the receipt of " + said, feed + "/" + id);
        continue;
      }
      Path file = landed.file(receipt);
      if (!Files.isRegularFile(file)) {
        find(FindingCode.LOST_RECEIPT, feed, child, "no file", receipt.fileName());
      } else if (Files.size(file) != receipt.bytes()) {
        String found = Files.size(file) + " bytes";
        find(FindingCode.CHANGED_FILE, feed, child, found, receipt.bytes() + " as in the receipt");
      } else {
        whole.add(receipt);
      }
    }
    for (Receipt receipt : isDeep ? whole : sample(whole)) {
      sum(feed, receipt);
    }
  }

  /** Some that are spread over all, the newest first. */
  private static List<Receipt> sample(List<Receipt> all) {
    List<Receipt> sample = new ArrayList<>();
    long bytes = 0;
    int step = Math.max(1, all.size() / SAMPLE);
    for (int i = all.size() - 1; i >= 0 && sample.size() < SAMPLE; i -= step) {
      bytes += all.get(i).bytes();
      if (bytes > SAMPLE_BYTES && !sample.isEmpty()) {
        break;
      }
      sample.add(all.get(i));
    }
    return sample;
  }

  private void sum(String feed, Receipt receipt) throws IOException {
    MessageDigest digest = LandedFiles.sha256();
    Path file = landed.file(receipt);
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    summed++;
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(receipt.sha256())) {
      Path folder = root.resolve(feed).resolve(receipt.id());
      find(FindingCode.CHANGED_FILE, feed, folder, "SHA-256 " + found, receipt.sha256());
    }
  }

  private void find(FindingCode code, String feed, Path where, String found, String expected) {
    String address = String.valueOf(where.getFileName());
    findings.add(new Finding(code, feed, address, "found " + found + ", expected " + expected));
  }
}
