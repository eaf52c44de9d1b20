package plaza.release.leak;

import java.util.List;

/** Every attack there is. */
public final class Attacks {
  private Attacks() {}

  /** All, in the order of a report. */
  public static List<Attack> all() {
    return List.of(
        new Averaging(),
        new Differencing(),
        new SmallCells(),
        new Dictionary(),
        new FollowedIdentifiers(),
        new FourPoints(),
        new HomeAndWork(),
        new RowOrder(),
        new Residue(),
        new Freshness(),
        new FooterStatistics());
  }
}
