package plaza.jobs.sample;

/**
 * An offence that the police publish a list of.
 *
 * @param word what the list calls it
 * @param file the list's name
 * @param peoplePerRecord of how many people one was robbed of in the two years before the recording
 * @param fewest how many records a list has at least
 * @param hasRemarks whether the list has the column 備註, which is always empty
 * @param blankRows how many rows without anything end the list
 */
record Offence(
    String word, String file, int peoplePerRecord, int fewest, boolean hasRemarks, int blankRows) {
  static final Offence BICYCLE = new Offence("自行車竊盜", "bicycle.csv", 200, 250, false, 0);
  static final Offence MOTORCYCLE = new Offence("機車竊盜", "motorcycle.csv", 400, 20, false, 40);
  static final Offence ROBBERY = new Offence("強盜", "robbery.csv", 2500, 20, true, 0);

  int records(SampleCity city) {
    return Math.max(fewest, city.people() / peoplePerRecord);
  }
}
