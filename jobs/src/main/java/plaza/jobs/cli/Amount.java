package plaza.jobs.cli;

import picocli.CommandLine.Option;

/** How much a bench tries. */
final class Amount {
  @Option(names = "--whole", description = "At full size: minutes to hours.")
  boolean isWhole;

  @Option(names = "--times", paramLabel = "N", description = "How often, instead of the usual.")
  int times;
}
