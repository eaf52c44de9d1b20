package plaza.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a measured number must be (ODCS v3.1, "Valid Properties for Operator"); both bounds of a
 * range belong to it.
 *
 * @param upper the second bound of a range, else the same as {@code value}
 */
public record Threshold(Operator operator, double value, double upper) {
  /** The operators of the standard. */
  public enum Operator {
    BE("exactly"),
    NOT_BE("anything but"),
    BE_GREATER_THAN("more than"),
    BE_GREATER_OR_EQUAL_TO("at least"),
    BE_LESS_THAN("less than"),
    BE_LESS_OR_EQUAL_TO("at most"),
    BE_BETWEEN("between"),
    NOT_BE_BETWEEN("not between");

    private final String words;

    Operator(String words) {
      this.words = words;
    }

    /** Its key in a contract: mustBe, mustBeGreaterThan … */
    String key() {
      StringBuilder key = new StringBuilder("must");
      for (String word : name().split("_", -1)) {
        key.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
      }
      return key.toString();
    }

    private boolean isRange() {
      return this == BE_BETWEEN || this == NOT_BE_BETWEEN;
    }
  }

  /** The keys of all operators. */
  static List<String> keys() {
    return Arrays.stream(Operator.values()).map(Operator::key).toList();
  }

  /** The one operator of a rule; none or several are a problem. */
  static Optional<Threshold> read(Yaml rule) {
    List<Operator> given = new ArrayList<>();
    for (Operator operator : Operator.values()) {
      if (rule.find(operator.key()).isPresent()) {
        given.add(operator);
      }
    }
    if (given.size() != 1) {
      rule.problem(given.size() + " operators", "one of " + keys());
      return Optional.empty();
    }
    Operator operator = given.getFirst();
    return rule.find(operator.key())
        .flatMap(bound -> operator.isRange() ? range(operator, bound) : single(operator, bound));
  }

  private static Optional<Threshold> single(Operator operator, Yaml bound) {
    return bound
        .as("a number, true or false", Threshold::number)
        .map(value -> new Threshold(operator, value, value));
  }

  private static Optional<Threshold> range(Operator operator, Yaml bounds) {
    List<Double> numbers = new ArrayList<>();
    for (Yaml bound : bounds.elements()) {
      bound.as("a number", Threshold::number).ifPresent(numbers::add);
    }
    if (numbers.size() != 2 || numbers.get(0) >= numbers.get(1)) {
      bounds.problem(numbers.toString(), "two numbers, the smaller one first");
      return Optional.empty();
    }
    return Optional.of(new Threshold(operator, numbers.get(0), numbers.get(1)));
  }

  // A query may answer with a boolean: it counts as 1 or 0.
  private static Double number(String text) {
    return switch (text) {
      case "true" -> 1.0;
      case "false" -> 0.0;
      default -> new BigDecimal(text).doubleValue();
    };
  }

  /** Whether a number is as it must be. */
  public boolean holds(double number) {
    return switch (operator) {
      case BE -> number == value;
      case NOT_BE -> number != value;
      case BE_GREATER_THAN -> number > value;
      case BE_GREATER_OR_EQUAL_TO -> number >= value;
      case BE_LESS_THAN -> number < value;
      case BE_LESS_OR_EQUAL_TO -> number <= value;
      case BE_BETWEEN -> number >= value && number <= upper;
      case NOT_BE_BETWEEN -> number < value || number > upper;
    };
  }

  /** Whether nothing at all may be found: then what is unchanged need not be looked at again. */
  public boolean isZero() {
    return value == 0 && (operator == Operator.BE || operator == Operator.BE_LESS_OR_EQUAL_TO);
  }

  @Override
  public String toString() {
    String range = operator.isRange() ? " and " + text(upper) : "";
    return operator.words + " " + text(value) + range;
  }

  /** A number as people write it: no exponent, no decimals that say nothing. */
  public static String text(double number) {
    return Double.isFinite(number)
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : String.valueOf(number);
  }
}
