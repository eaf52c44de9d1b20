package plaza.jobs;

import java.nio.file.Path;

/** Where this checkout is, as seen from the module that is tested. */
public final class Checkout {
  public static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  public static final Path SCHEMAS = ROOT.resolve("schemas");

  private Checkout() {}
}
