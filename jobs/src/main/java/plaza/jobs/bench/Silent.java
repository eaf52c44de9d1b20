package plaza.jobs.bench;

import java.util.List;
import plaza.check.Finding;
import plaza.jobs.worker.Progress;

/** Says nothing but what must not be. */
class Silent implements Progress {
  @Override
  public void ready() {}

  @Override
  public void waiting() {}

  @Override
  public void building(String dataset, int number, int total) {}

  @Override
  public void built(String dataset, long rows, long refused, double seconds) {}

  @Override
  public void skipped(String dataset, String why) {}

  @Override
  public void failed(String dataset, List<Finding> findings) {
    throw new IllegalStateException(String.valueOf(findings));
  }

  @Override
  public void published(int tables) {}
}
