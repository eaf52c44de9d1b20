package plaza.jobs.worker;

import java.util.List;
import plaza.check.Finding;

/** What a run says while it goes on. */
public interface Progress extends Stoppable {
  /** The engine is there. */
  void ready();

  /** Another run holds the catalogue; this one waits. */
  void waiting();

  /** A table's build begins: the n-th of so many. */
  void building(String dataset, int number, int total);

  /** A table is built and passed its checks; it is not published yet. */
  void built(String dataset, long rows, long refused, double seconds);

  /** A table is not built: nothing has landed for it, or what it reads is not there. */
  void skipped(String dataset, String why);

  /** A table failed; its published version stays as it was. */
  void failed(String dataset, List<Finding> findings);

  /** So many tables have been published, all at once. */
  void published(int tables);

  /** What is to be said of a table that is built all the same. */
  default void noted(String dataset, List<Finding> findings) {}

  /**
   * A step of the build is done that could be the last one of its process: {@code locked}, then for
   * each table {@code judged}, {@code fates_written}, {@code table_written}, {@code audited} as far
   * as they apply, then {@code publishing} and {@code committed}. Called from several threads.
   */
  default void step(String dataset, String name) {}
}
