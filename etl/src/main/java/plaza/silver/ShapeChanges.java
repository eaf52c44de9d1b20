package plaza.silver;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import plaza.check.Finding;
import plaza.check.FindingCode;
import plaza.contract.Contract;
import plaza.contract.Drift.Answer;
import plaza.format.Formats;
import plaza.format.ReadRequest;
import plaza.format.Shape;
import plaza.format.UnreadableFile;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;

/**
 * What changed in the shape of a source's files from one to the next. Where one source ends and
 * another begins by {@code valid}, a change is declared, and nothing is compared across.
 */
public final class ShapeChanges {
  private static final int MAX_FINDINGS = 50;

  private final LandedFiles landed;

  /** Reads the first rows of landed files; needs no engine. */
  public ShapeChanges(LandedFiles landed) {
    this.landed = landed;
  }

  /**
   * How each new file of a source differs from the one before it, as the contract's {@code drift}
   * wants it told; a file that cannot be read is passed over, since its build fails on it.
   *
   * @param isNew which receipts to look at: those that no build has met yet
   */
  public List<Finding> of(Contract contract, Filling filling, Predicate<Receipt> isNew)
      throws IOException {
    List<Receipt> receipts = filling.receipts(landed);
    ReadRequest request =
        ReadRequest.of(filling.feed(), filling.source().member(), List.of(), Set.of());
    List<Finding> findings = new ArrayList<>();
    @Nullable Receipt before = null;
    Optional<Shape> shapeBefore = Optional.empty();
    for (int i = 0; i < receipts.size() && findings.size() < MAX_FINDINGS; i++) {
      Receipt receipt = receipts.get(i);
      boolean isNeeded =
          isNew.test(receipt) || (i + 1 < receipts.size() && isNew.test(receipts.get(i + 1)));
      Optional<Shape> shape = isNeeded ? shape(receipt, request) : Optional.empty();
      if (before != null && isNew.test(receipt) && shapeBefore.isPresent() && shape.isPresent()) {
        findings.addAll(
            new Pair(contract, filling, before, shapeBefore.get(), receipt, shape.get())
                .findings());
      }
      // A file that cannot be read is no measure for the next.
      if (shape.isPresent()) {
        before = receipt;
        shapeBefore = shape;
      }
    }
    return List.copyOf(findings);
  }

  private Optional<Shape> shape(Receipt receipt, ReadRequest request) throws IOException {
    try {
      return Optional.of(Formats.shape(landed.file(receipt), request));
    } catch (UnreadableFile | NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private record Pair(
      Contract contract, Filling filling, Receipt before, Shape then, Receipt receipt, Shape now) {
    List<Finding> findings() {
      List<Finding> findings = new ArrayList<>();
      Set<String> needed = filling.names();
      needed.removeAll(filling.source().optional());
      for (Shape.Field field : now.fields()) {
        Optional<Shape.Field> known = then.find(field.name());
        if (known.isEmpty()) {
          add(
              findings,
              contract.drift().added(),
              FindingCode.FIELD_ADDED,
              "the new field " + field);
        } else if (!field.isLike(known.get())) {
          add(
              findings,
              contract.drift().retyped(),
              FindingCode.FIELD_RETYPED,
              "the field " + field + " that was " + String.join("|", known.get().kinds()));
        }
      }
      for (Shape.Field field : then.fields()) {
        if (now.find(field.name()).isEmpty() && !needed.contains(field.name())) {
          add(
              findings,
              contract.drift().gone(),
              FindingCode.FIELD_GONE,
              "no field " + field.name());
        }
      }
      return findings;
    }

    private void add(List<Finding> findings, Answer answer, FindingCode code, String found) {
      if (answer == Answer.IGNORE) {
        return;
      }
      boolean fails = answer == Answer.FAIL;
      findings.add(
          new Finding(
              fails ? FindingCode.SHAPE_CHANGED : code,
              contract.dataset().toString(),
              receipt.id(),
              "%sfound %s in %s, expected %s as in %s"
                  .formatted(fails ? code.id() + ": " : "", found, now, then, before.id())));
    }
  }
}
