package plaza.release.document;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.contract.Bounds;
import plaza.contract.Coarse;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.contract.Limits;
import plaza.contract.Place;
import plaza.contract.Rotation;
import plaza.release.Edition;

/** What of a table's contract still holds of the rows that a tier shows. */
final class Shown {
  private final Edition edition;
  private final Contract contract;
  private final Limits limits;

  Shown(Edition edition) {
    this.edition = edition;
    this.contract = edition.release().contract();
    this.limits = edition.limits();
  }

  String title() {
    String table = contract.dataset().table().replace('_', ' ');
    return table.substring(0, 1).toUpperCase(Locale.ROOT) + table.substring(1);
  }

  String description() {
    return contract.description().isEmpty() ? title() + "." : contract.description();
  }

  List<Column> columns() {
    return contract.columns().stream().filter(c -> isShown(c.name())).toList();
  }

  private boolean isShown(String name) {
    return limits.columns().contains(name)
        && !(limits.position() instanceof Place.Absent
            && contract.findColumn(name).filter(Column::isGeometry).isPresent());
  }

  /** The grain, where it is still that of the rows shown. */
  Optional<String> findGrain() {
    return key().isEmpty() || contract.grain().isEmpty()
        ? Optional.empty()
        : Optional.of(contract.grain());
  }

  /**
   * The key, where it still tells all rows shown apart: coarse numbers and places do not, nor what
   * was shown before and stays; of rows that a clock's cut makes alike in it one is shown.
   */
  List<Column> key() {
    List<Column> key = contract.key();
    boolean isWhole =
        key.stream()
            .allMatch(c ->
                isShown(c.name()) && !c.isGeometry() && !limits.values().containsKey(c.name()));
    boolean isThinned =
        key.stream().anyMatch(c -> c.type().startsWith("timestamp"))
            && key.stream().anyMatch(c -> c.name().equals("city"));
    boolean isCut =
        !limits.time().isNone()
            && key.stream().anyMatch(c -> c.type().startsWith("timestamp") || isDay(c));
    return isWhole && limits.minCount() == 1 && (isThinned || !isCut) ? key : List.of();
  }

  private static boolean isDay(Column column) {
    return column.type().equals("date");
  }

  /** Whether it is never empty: classes leave out what is below the first. */
  boolean isRequired(Column column) {
    return column.required() && !(limits.values().get(column.name()) instanceof Coarse.Classes);
  }

  /** The least value that is shown, which coarsening may have lowered. */
  Optional<BigDecimal> findMinimum(Column column) {
    return bound(column.minimum()).map(least -> lowered(least, limits.values().get(column.name())));
  }

  /** The greatest value: coarsening never raises one. */
  Optional<BigDecimal> findMaximum(Column column) {
    return bound(column.maximum());
  }

  private static Optional<BigDecimal> bound(@Nullable Double bound) {
    return Optional.ofNullable(bound)
        .filter(Double::isFinite)
        .map(BigDecimal::valueOf)
        .map(n -> n.signum() == 0 ? BigDecimal.ZERO : n.stripTrailingZeros());
  }

  private static BigDecimal lowered(BigDecimal least, @Nullable Coarse coarse) {
    return switch (coarse) {
      case null -> least;
      case Coarse.Step step ->
          least.divide(step.step(), 0, RoundingMode.FLOOR).multiply(step.step());
      case Coarse.Classes classes ->
          classes.bounds().stream()
              .filter(bound -> bound.compareTo(least) <= 0)
              .reduce(classes.bounds().getFirst(), BigDecimal::max);
    };
  }

  /** The column that tells the age of a row, where it is shown. */
  Optional<Column> findAge() {
    return edition.release().findAge().filter(age -> isShown(age.name()));
  }

  /** Where it lies, where a place is shown. */
  Optional<Bounds> findBounds() {
    return Optional.ofNullable(edition.bounds()).filter(bounds -> isPlaced());
  }

  boolean isPlaced() {
    return columns().stream().anyMatch(Column::isGeometry);
  }

  /** What a column is, and what the tier has made of it. */
  String description(Column column) {
    StringBuilder text = new StringBuilder(column.description());
    for (String note : notes(column)) {
      text.append(text.isEmpty() ? "" : " ").append(note);
    }
    return text.toString();
  }

  private List<String> notes(Column column) {
    List<String> notes = new ArrayList<>();
    if (column.isGeometry() && limits.position() instanceof Place.Cell cell) {
      notes.add("The middle of a cell of " + cell.metres() + " m.");
    }
    Coarse coarse = limits.values().get(column.name());
    if (coarse != null) {
      notes.add("Rounded " + coarse + ".");
    } else if (column.type().startsWith("timestamp") && !limits.time().isNone()) {
      notes.add("The start of the period of " + limits.time() + " that it lies in.");
    } else if (isDay(column) && limits.time().months() > 0) {
      notes.add("The first day of the period of " + limits.time() + " that it lies in.");
    }
    Rotation rotation = limits.pseudonyms().get(column.name());
    if (rotation != null) {
      notes.add(
          "A pseudonym, the same for "
              + (rotation.isPerVersion() ? "one version." : rotation + " at most."));
    }
    return notes;
  }

  /** What the rows shown leave out, in sentences. */
  List<String> limitations() {
    List<String> said = new ArrayList<>();
    if (isPlaced() && limits.position() instanceof Place.Cell cell) {
      said.add("Positions are the middles of cells of " + cell.metres() + " m.");
    }
    if (!limits.time().isNone()) {
      said.add("Instants are the start of their " + limits.time() + " on the city's clock.");
    }
    if (!limits.renewal().isNone()) {
      said.add("Renewed once in " + limits.renewal() + ".");
    }
    if (limits.delay().isPositive()) {
      said.add("A row is shown when it is " + period(limits.delay()) + " old.");
    }
    if (limits.minCount() > 1) {
      said.add("What fewer than " + limits.minCount() + " stand behind is withheld.");
      if (edition.release().counted() != null) {
        said.add("So is more, where a total would tell it: a row that is missing is no zero.");
      }
    }
    if (limits.where() != null) {
      said.add("Some rows are not shown.");
    }
    edition
        .release()
        .findOpening()
        .filter(opening -> opening.to().compareTo(limits.tier()) <= 0)
        .ifPresent(opening ->
            said.add(
                "Of rows older than %s these limits are lifted: %s."
                    .formatted(period(opening.after()), String.join(", ", opening.lifts()))));
    return said;
  }

  private static String period(Duration duration) {
    return duration.equals(Duration.ofDays(duration.toDays()))
        ? "P" + duration.toDays() + "D"
        : duration.toString();
  }

  /** What it is, and what the rows shown leave out. */
  String text() {
    return String.join(
        " ", Stream.concat(Stream.of(description()), limitations().stream()).toList());
  }

  /** Who made what it was made of, in the words that they ask for. */
  List<String> attributions() {
    return edition.origins().stream()
        .map(o ->
            "%s, %s (%s): %s".formatted(o.title(), o.publisher(), o.license(), o.attribution()))
        .distinct()
        .toList();
  }

  Optional<Edition.File> findFile(String mediaType) {
    return edition.files().stream().filter(f -> f.mediaType().equals(mediaType)).findFirst();
  }
}
