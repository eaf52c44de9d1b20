package plaza.jobs.sample;

/** A district: a block of villages. */
record District(int number, String code, String name, VillageGrid.Block block) {
  String englishName() {
    return "District " + number;
  }
}
