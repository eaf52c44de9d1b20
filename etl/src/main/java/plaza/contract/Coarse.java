package plaza.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** How coarsely a tier shows the numbers of a column: always by the lower end of a range. */
public sealed interface Coarse {
  /** Down to a multiple of a step. */
  record Step(BigDecimal step) implements Coarse {
    @Override
    public String toString() {
      return "down to a multiple of " + step.toPlainString();
    }
  }

  /** Down to the next of some bounds; null below the first. */
  record Classes(List<BigDecimal> bounds) implements Coarse {
    @Override
    public String toString() {
      return "down to one of " + bounds;
    }
  }

  /** Reads {@code {step: 10}} or {@code {classes: [0, 10, 50]}}. */
  static Coarse read(Yaml yaml) {
    yaml.allow("step", "classes");
    List<BigDecimal> bounds = new ArrayList<>();
    for (Yaml bound : yaml.list("classes")) {
      bound.as("a number", BigDecimal::new).ifPresent(bounds::add);
    }
    for (int i = 1; i < bounds.size(); i++) {
      if (bounds.get(i).compareTo(bounds.get(i - 1)) <= 0) {
        yaml.problem("the classes " + bounds, "bounds that rise");
      }
    }
    if (yaml.find("step").isPresent() == !bounds.isEmpty()) {
      yaml.problem("not one of step and classes", "{step: NUMBER} or {classes: [BOUND, …]}");
    }
    return bounds.isEmpty()
        ? new Step(yaml.as("step", "a number above 0", Coarse::step).orElse(BigDecimal.ONE))
        : new Classes(List.copyOf(bounds));
  }

  private static BigDecimal step(String text) {
    BigDecimal step = new BigDecimal(text);
    if (step.signum() <= 0) {
      throw new IllegalArgumentException(text);
    }
    return step;
  }

  /** Whether this can be told from the other, and says no more than it. */
  default boolean isWithin(Coarse other) {
    return switch (this) {
      case Step step -> other instanceof Step finer && isMultiple(step.step(), finer.step());
      case Classes classes ->
          switch (other) {
            case Step finer ->
                classes.bounds().stream().allMatch(bound -> isMultiple(bound, finer.step()));
            case Classes finer -> finer.bounds().containsAll(classes.bounds());
          };
    };
  }

  private static boolean isMultiple(BigDecimal number, BigDecimal of) {
    return number.remainder(of).signum() == 0;
  }
}
