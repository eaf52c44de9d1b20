package plaza.check;

import java.util.Locale;

/** Every way in which data may be found wrong, what it means and what to do about it. */
public enum FindingCode {
  RAGGED_ROW(
      Severity.REFUSED,
      "The row is not of the file's shape: too few or too many fields, or no object.",
      "Look at the row in the landed file; a delimiter or quote inside a field is the usual cause."),
  WHERE_FAILED(
      Severity.REFUSED,
      "The source's `where` raised an error for this row.",
      "Make the expression safe for what the feed sends."),
  ROWS_FAILED(
      Severity.REFUSED,
      "The source's `rows` raised an error for this row.",
      "Make the expression safe for what the feed sends."),
  SENTINEL(
      Severity.REFUSED,
      "A field holds a value by which the publisher marks an invalid reading.",
      "Nothing, or move the value to the feed's `null_values` if the row is of use without it."),
  IMPOSSIBLE_TIME(
      Severity.REFUSED,
      "A date or time cannot be read, or does not exist in the calendar.",
      "Compare the text with the pattern in the source; tell the publisher if the text is wrong."),
  NOT_TYPED(
      Severity.REFUSED,
      "A value cannot be turned into the column's type.",
      "Compare the text with the expression in the source and the type in the contract."),
  TIME_IN_GAP(
      Severity.REFUSED,
      "A local time that the clocks jumped over.",
      "Check the feed's `time_zone`; the publisher may send UTC or standard time."),
  FUTURE_TIME(
      Severity.REFUSED,
      "An observation claims to be of later than its file was fetched, beyond what is allowed.",
      "Check the feed's `time_zone` and the sensor's clock; `watch.future` says what is allowed."),
  TIME_IN_OVERLAP(
      Severity.NOTE,
      "A local time that existed twice when clocks were set back; the earlier instant was taken.",
      "Ask the publisher for times with an offset."),
  MISSING_KEY(
      Severity.REFUSED,
      "A part of the primary key is missing.",
      "Nothing can be said of such a row; tell the publisher."),
  MISSING_REQUIRED(
      Severity.REFUSED,
      "A required column is missing.",
      "Tell the publisher, or make the column optional in the contract."),
  OUT_OF_RANGE(
      Severity.REFUSED,
      "A number lies outside the contract's minimum and maximum.",
      "Check the unit in the source; widen the contract's limits if the value is true."),
  INVALID_GEOMETRY(
      Severity.REFUSED,
      "A geometry is empty, of another type than the contract's, or beyond repair.",
      "Look at the geometry in the landed file."),
  GEOMETRY_REPAIRED(
      Severity.NOTE, "A polygon crossed itself and was repaired.", "Nothing; tell the publisher."),
  ZERO_COORDINATES(
      Severity.REFUSED,
      "The position is 0, 0: a missing value in disguise.",
      "Tell the publisher."),
  SWAPPED_COORDINATES(
      Severity.REFUSED,
      "The position lies in the city once x and y are swapped.",
      "Swap them in the source if all rows are so; else tell the publisher."),
  OUT_OF_BOUNDS(
      Severity.REFUSED,
      "The position lies outside the city's bounds.",
      "Check the feed's `crs` and the city's `bounds`."),
  WRONG_FORMAT(
      Severity.FAIL,
      "A landed file is not of the format that its feed declares.",
      "Land a good copy and set this receipt aside: plaza land FEED --aside RECEIPT --why TEXT."),
  WRONG_ENCODING(
      Severity.FAIL,
      "A landed file has bytes that its encoding does not, or bytes that speak for no encoding.",
      "Declare the true `encoding` in the feed, or set the receipt aside: plaza land FEED --aside RECEIPT."),
  ENCODING_DETECTED(
      Severity.NOTE,
      "A landed file's encoding was guessed from its bytes, as the feed asks.",
      "Nothing; or write the encoding into the feed's `encoding` once it is known."),
  WRONG_CRS(
      Severity.FAIL,
      "A landed file names another CRS than its feed.",
      "Correct `crs` in the feed, or set the receipt aside: plaza land FEED --aside RECEIPT."),
  EMPTY_FILE(
      Severity.FAIL,
      "A landed file has no rows.",
      "Land a good copy and set this receipt aside: plaza land FEED --aside RECEIPT --why TEXT."),
  TRUNCATED_FILE(
      Severity.FAIL,
      "A landed file ends in the middle.",
      "Land a good copy and set this receipt aside: plaza land FEED --aside RECEIPT --why TEXT."),
  MISSING_FIELD(
      Severity.FAIL,
      "A landed file lacks a field that the source reads.",
      "Add a source for the new shape with `valid`, or list the field under `optional`."),
  MISSING_MEMBER(
      Severity.FAIL,
      "A landed archive lacks the table that the source names.",
      "Correct `member` in the source, say `optional_member: true` if it may be absent, or set the receipt aside."),
  FIELD_ADDED(
      Severity.NOTE,
      "A landed file has a field that the one before it had not.",
      "See whether the dataset should hold it; `drift: {added: ignore}` in the contract is silence."),
  FIELD_GONE(
      Severity.NOTE,
      "A landed file lacks a field that the one before it had and that the source does not need.",
      "Nothing, unless someone waits for it; a field that is needed fails as missing_field."),
  FIELD_RETYPED(
      Severity.NOTE,
      "A field's values are of another kind than in the file before.",
      "Compare them with the source's expressions; add a source with `valid` for the new shape."),
  SHAPE_CHANGED(
      Severity.FAIL,
      "A landed file changed its shape in a way that the contract's `drift` does not let pass.",
      "Add a source with `valid` for the new shape, or set `drift` to note."),
  CHANGED_FILE(
      Severity.FAIL,
      "A landed file's bytes are not those of its receipt.",
      "Restore the file from a backup: landed bytes are never edited."),
  NOTHING_IN_SCOPE(
      Severity.FAIL,
      "A source's `where` is true for none of the rows read.",
      "Compare the expression with what the feed sends."),
  TOO_MANY_REFUSED(
      Severity.FAIL,
      "A larger share of the rows was refused than the contract allows.",
      "See the rows with plaza refused DATASET; mend the source or raise `refused.max_share`."),
  DUPLICATE_KEY(
      Severity.FAIL,
      "A derived table has more than one row for a primary key.",
      "Correct the query: its grain is not what the contract says."),
  BAD_VALUE(
      Severity.FAIL,
      "A derived table has missing or out-of-range values that its contract forbids.",
      "Correct the query or the contract."),
  QUALITY_FAILED(
      Severity.FAIL,
      "A table breaks a rule under `quality` in its contract.",
      "Look at the rows that the rule counts; correct the source, the query or the rule."),
  BROKEN_REFERENCE(
      Severity.NOTE,
      "Rows name something that the table they refer to does not have.",
      "Compare the two feeds: one may be older, or write its identifiers another way."),
  CHECK_FAILED(
      Severity.FAIL,
      "A #fail statement of checks.sql returned rows.",
      "Look at the rows named; correct what they come from, or the check."),
  CHECK_WARNED(
      Severity.NOTE,
      "A #warn statement of checks.sql returned rows.",
      "Look at the rows named when there is time."),
  NOT_CHECKED(
      Severity.NOTE,
      "A check could not be asked, since a table that it reads has not been built yet.",
      "Build that table, then this one again."),
  VOLUME_LOW(
      Severity.FAIL,
      "A day has far fewer rows than the days before it.",
      "Look for files that have not landed or were cut; land them, or widen `watch.volume`."),
  VOLUME_HIGH(
      Severity.FAIL,
      "A day has far more rows than the days before it.",
      "Look for rows that repeat themselves; widen `watch.volume` if the city has grown so."),
  VALUES_SHIFTED(
      Severity.FAIL,
      "Values of a day lie far outside of what the days before it had.",
      "Compare the unit in the feed with the contract's; convert it in the source."),
  NOT_FRESH(
      Severity.NOTE,
      "The newest observation was old already when its file was fetched.",
      "The publisher answers with old data, or in another time zone: ask them."),
  SENSOR_SILENT(
      Severity.NOTE,
      "A sensor that reported in the days before has stopped.",
      "Tell the publisher; nothing is wrong with the rest of the table."),
  SENSOR_FROZEN(
      Severity.NOTE,
      "A sensor gives the same value again and again, as it never did before.",
      "Tell the publisher; leave its readings out of means until it moves again."),
  QUERY_FAILED(
      Severity.FAIL,
      "The query, or a source's expression, cannot be analysed or run.",
      "Correct it; plaza check finds most such errors without running."),
  FETCH_FAILED(
      Severity.NOTE,
      "A feed could not be fetched; what had landed before stays in use.",
      "Try again later, or land a file by hand: plaza land FEED --file F --at T."),
  MISSING_SECRET(
      Severity.NOTE,
      "A feed names a secret that is not there or not kept as one; nothing was sent.",
      "Write it to the file named, chmod 600, or set the environment variable named."),
  DATABASE_DOWN(
      Severity.FAIL,
      "PostgreSQL, which holds the catalogue, does not answer.",
      "Run plaza up, and look at plaza logs postgres."),
  MISSING_FILE(
      Severity.FAIL,
      "A file that a table is made of is not there.",
      "Restore it from a backup, or make the table from what has landed: plaza build DATASET --anew."),
  DAMAGED_FILE(
      Severity.FAIL,
      "A file that a table is made of is not as it was written.",
      "Restore it from a backup, or make the table from what has landed: plaza build DATASET --anew."),
  LOST_RECEIPT(
      Severity.FAIL,
      "A landed file has no receipt that can be read, or a receipt has no file.",
      "Restore the folder from a backup, or move it away and land the file again: plaza land FEED --file F --at T."),
  UNFINISHED_LANDING(
      Severity.NOTE,
      "A landing was killed before its file was whole; nothing reads what it left.",
      "Run ./plaza maintain, which removes it when it is a day old; the next fetch brings the file."),
  WRONG_COUNT(
      Severity.FAIL,
      "What is recorded of a table's rows does not agree with the table.",
      "Make the table from what has landed: plaza build DATASET --anew."),
  UNRECORDED_TABLE(
      Severity.FAIL,
      "A published table has no record of how it came about, or a record has no table.",
      "Make the table from what has landed: plaza build DATASET --anew."),
  OPEN_SECRET(
      Severity.FAIL,
      "A secret can be read by others than its owner.",
      "Close it with chmod 600 FILE, a folder with chmod 700, and consider it known to others."),
  LITTLE_SPACE(
      Severity.FAIL,
      "The disk is nearly full: a build needs room for what it writes beside what is there.",
      "Make room: plaza maintain deletes old versions and what failed builds left.");

  private final Severity severity;
  private final String meaning;
  private final String remedy;

  FindingCode(Severity severity, String meaning, String remedy) {
    this.severity = severity;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** What it does to a build. */
  public Severity severity() {
    return severity;
  }

  /** What it means, in one sentence. */
  public String meaning() {
    return meaning;
  }

  /** The way out, in one sentence. */
  public String remedy() {
    return remedy;
  }

  /** Its name as it is stored and shown: lower case with underscores. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
