package plaza.jobs.bench;

import java.util.List;

/**
 * One run over the file.
 *
 * @param seconds in all
 * @param landing of these, for the copy and its sum
 */
public record Round(double seconds, double landing, Answer answer) {
  /** What a table says: before times are compared, the answers are. First and last are UTC. */
  public record Answer(long rows, List<Double> sums, String first, String last) {
    private static final double TOLERANCE = 1e-9;

    /** The same, sums of doubles to nine digits: their order is not. */
    public boolean agrees(Answer other) {
      boolean isSame = rows == other.rows && first.equals(other.first) && last.equals(other.last);
      for (int i = 0; i < sums.size(); i++) {
        double difference = Math.abs(sums.get(i) - other.sums.get(i));
        isSame &= difference <= TOLERANCE * Math.abs(sums.get(i));
      }
      return isSame;
    }
  }
}
