package plaza.jobs.sample;

/** A village of a district, one cell of the grid, and how many people live there. */
record Village(int index, String code, String name, District district, int x, int y, int people) {
  VillageGrid.Block block() {
    return new VillageGrid.Block(x, y, x + 1, y + 1);
  }
}
