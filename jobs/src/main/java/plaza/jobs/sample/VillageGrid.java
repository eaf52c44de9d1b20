package plaza.jobs.sample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The ground of the city: a grid of cells whose corners and edges are shaken. Neighbours take their
 * shared points from here, so that cells tile the city without gaps and any block of them has an
 * outline without computing a union.
 */
final class VillageGrid {
  private static final double WEST = -20.27;
  private static final double SOUTH = 39.93;
  private static final double EAST = -20.03;
  private static final double NORTH = 40.12;

  // Below these no edge can cross another one, whatever the draw.
  private static final double CORNER_SHAKE = 0.18;
  private static final double EDGE_SHAKE = 0.03;
  private static final int PIECES_OF_EDGE = 4;

  private final int columns;
  private final int rows;
  private final Chance chance;

  VillageGrid(int columns, int rows, Chance chance) {
    this.columns = columns;
    this.rows = rows;
    this.chance = chance;
  }

  int columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  /** The position of a point in units of cells, counted from the south-west corner of the city. */
  Position at(double x, double y) {
    int column = Math.clamp((long) x, 0, columns - 1);
    int row = Math.clamp((long) y, 0, rows - 1);
    double right = x - column;
    double up = y - row;
    Position southWest = corner(column, row);
    Position southEast = corner(column + 1, row);
    Position northWest = corner(column, row + 1);
    Position northEast = corner(column + 1, row + 1);
    return Position.rounded(
        mix(
            mix(southWest.longitude(), southEast.longitude(), right),
            mix(northWest.longitude(), northEast.longitude(), right),
            up),
        mix(
            mix(southWest.latitude(), southEast.latitude(), right),
            mix(northWest.latitude(), northEast.latitude(), right),
            up));
  }

  /** The closed, counter-clockwise outline of a block of cells, beginning in its south-west. */
  List<Position> outline(Block block) {
    List<Position> ring = new ArrayList<>();
    for (int column = block.west(); column < block.east(); column++) {
      ring.addAll(edge(column, block.south(), true));
    }
    for (int row = block.south(); row < block.north(); row++) {
      ring.addAll(edge(block.east(), row, false));
    }
    List<Position> back = new ArrayList<>();
    for (int row = block.south(); row < block.north(); row++) {
      back.addAll(edge(block.west(), row, false));
    }
    for (int column = block.west(); column < block.east(); column++) {
      back.addAll(edge(column, block.north(), true));
    }
    ring.add(corner(block.east(), block.north()));
    Collections.reverse(back);
    ring.addAll(back);
    return ring;
  }

  /** The points of the edge that goes east or north from a corner, without its end. */
  private List<Position> edge(int column, int row, boolean east) {
    Position start = corner(column, row);
    Position end = east ? corner(column + 1, row) : corner(column, row + 1);
    Chance shake = chance.of(east ? "east" : "north").of(column).of(row);
    List<Position> points = new ArrayList<>();
    points.add(start);
    for (int piece = 1; piece < PIECES_OF_EDGE; piece++) {
      double share = piece / (double) PIECES_OF_EDGE;
      double aside = shake.of(piece).between(-EDGE_SHAKE, EDGE_SHAKE);
      points.add(
          Position.rounded(
              mix(start.longitude(), end.longitude(), share) + (east ? 0 : aside * cellWidth()),
              mix(start.latitude(), end.latitude(), share) + (east ? aside * cellHeight() : 0)));
    }
    return points;
  }

  private Position corner(int column, int row) {
    Chance shake = chance.of("corner").of(column).of(row);
    double east = shake.of("x").between(-CORNER_SHAKE, CORNER_SHAKE);
    double north = shake.of("y").between(-CORNER_SHAKE, CORNER_SHAKE);
    return Position.rounded(
        WEST + (column + east) * cellWidth(), SOUTH + (row + north) * cellHeight());
  }

  private double cellWidth() {
    return (EAST - WEST) / columns;
  }

  private double cellHeight() {
    return (NORTH - SOUTH) / rows;
  }

  private static double mix(double from, double to, double share) {
    return from + (to - from) * share;
  }

  /** Cells from a south-west corner (inclusive) to a north-east one (exclusive). */
  record Block(int west, int south, int east, int north) {}
}
