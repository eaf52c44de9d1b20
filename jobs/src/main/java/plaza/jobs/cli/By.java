package plaza.jobs.cli;

import picocli.CommandLine.Option;

/** Who decides, as they say themselves. */
final class By {
  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who decides (default: the user of this machine's account).")
  String name = System.getProperty("user.name", "");
}
