package plaza.contract;

import java.nio.file.Path;

/** Names that files give to what they declare. */
final class Names {
  private Names() {}

  static String ofFile(Path file, Problems problems) {
    String name = String.valueOf(file.getFileName());
    String id = name.endsWith(".yaml") ? name.substring(0, name.length() - 5) : name;
    if (!DatasetName.IDENTIFIER.matcher(id).matches()) {
      problems.add(
          file, 1, "the file name '" + name + "'", "a name of a-z, 0-9 and _, ending in .yaml");
    }
    return id;
  }
}
