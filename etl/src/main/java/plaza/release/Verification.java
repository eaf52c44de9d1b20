package plaza.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import plaza.lake.LandedFiles;

/** Whether an edition is as it was released: needs nothing but its files. */
public final class Verification {
  /** One thing looked at: a file, or the signature. */
  public record Line(String what, boolean isGood, String seen) {}

  private Verification() {}

  /** Looks at the signature, at each file of the manifest, and for files that are none of it. */
  public static List<Line> of(Path folder) {
    List<Line> lines = new ArrayList<>();
    Manifest manifest;
    try {
      byte[] text = Files.readAllBytes(folder.resolve(Manifest.NAME));
      boolean isSigned =
          Signer.isSigned(
              text,
              Signer.read(folder.resolve(Manifest.SIGNATURE)),
              Signer.read(folder.resolve(Manifest.KEY)));
      lines.add(
          new Line(
              Manifest.NAME,
              isSigned,
              isSigned
                  ? "signed by the key in " + Manifest.KEY
                  : "found a signature of something else, expected that of " + Manifest.NAME));
      manifest = Manifest.read(folder);
    } catch (IOException e) {
      lines.add(new Line(Manifest.NAME, false, "found no edition here: " + e.getMessage()));
      return lines;
    }
    Set<String> known = new HashSet<>(List.of(Manifest.NAME, Manifest.SIGNATURE, Manifest.KEY));
    for (Manifest.File file : manifest.files()) {
      known.add(file.name());
      lines.add(line(folder, file));
    }
    try (Stream<Path> all = Files.list(folder)) {
      all.map(path -> String.valueOf(path.getFileName()))
          .filter(name -> !known.contains(name))
          .sorted()
          .forEach(name ->
              lines.add(new Line(name, false, "found a file that the manifest does not know")));
    } catch (IOException e) {
      lines.add(new Line(folder.toString(), false, e.toString()));
    }
    return lines;
  }

  private static Line line(Path folder, Manifest.File file) {
    // Names come from a file that may have been tampered with.
    if (!file.name().matches("[A-Za-z0-9_][A-Za-z0-9._-]*")) {
      return new Line("?", false, "found a name that is no file's of an edition");
    }
    Path path = folder.resolve(file.name());
    try {
      String sum = LandedFiles.sha256(path);
      if (!sum.equals(file.sha256())) {
        return new Line(
            file.name(), false, "found SHA-256 %s, expected %s".formatted(sum, file.sha256()));
      }
      return new Line(file.name(), true, file.bytes() + " bytes, SHA-256 as released");
    } catch (IOException e) {
      return new Line(
          file.name(), false, "found no such file, expected " + file.bytes() + " bytes");
    }
  }
}
