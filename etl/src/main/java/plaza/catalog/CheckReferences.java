package plaza.catalog;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import plaza.contract.Column;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Problems;
import plaza.contract.Relationship;
import plaza.contract.Watch;

/** Holds what the checks of a dataset name against what is declared. */
final class CheckReferences {
  private final Map<DatasetName, Dataset> datasets;
  private final Problems problems;

  CheckReferences(Map<DatasetName, Dataset> datasets, Problems problems) {
    this.datasets = datasets;
    this.problems = problems;
  }

  void check(Dataset dataset) {
    Contract contract = dataset.contract();
    for (Relationship relationship : contract.checks().relationships()) {
      check(relationship, contract);
    }
    for (DatasetName other : dataset.consulted()) {
      if (!datasets.containsKey(other)) {
        // Of a relationship it is told above, at its line.
        if (contract.checks().relationships().stream().noneMatch(r -> r.to().equals(other))) {
          problems.add(
              contract.file(), 1, "a check that reads " + other, "a dataset without problem");
        }
      } else if (reaches(other, dataset.name())) {
        problems.add(
            contract.file(),
            1,
            "a check that looks into " + other + ", which itself needs " + dataset.name(),
            "no circle: what a check reads is built first");
      }
    }
    Watch watch = contract.checks().watch();
    if (watch != null && watch.future() != null && dataset.findQuery().isPresent()) {
      problems.add(
          contract.file(), 1, "'future' of a derived table", "it in the contract of what is read");
    }
  }

  private void check(Relationship relationship, Contract contract) {
    Dataset other = datasets.get(relationship.to());
    if (other == null) {
      problems.add(
          contract.file(),
          relationship.line(),
          "the dataset " + relationship.to(),
          "a dataset without problem");
      return;
    }
    for (int i = 0; i < relationship.columns().size(); i++) {
      String name = relationship.columns().get(i);
      Optional<String> there = other.contract().findColumn(name).map(Column::type);
      Optional<String> here = contract.findColumn(relationship.from().get(i)).map(Column::type);
      if (there.isEmpty() || !there.equals(here)) {
        problems.add(
            contract.file(),
            relationship.line(),
            relationship.to() + "." + name + " of type " + there.orElse("none"),
            "a column of type " + here.orElse("none") + ", as here");
      }
    }
  }

  /** Whether one must be built before another: it reads it, or its checks do, at any remove. */
  private boolean reaches(DatasetName from, DatasetName to) {
    Set<DatasetName> seen = new TreeSet<>(Set.of(from));
    boolean grew = true;
    while (grew) {
      Set<DatasetName> next = new TreeSet<>();
      for (DatasetName name : seen) {
        Dataset dataset = datasets.get(name);
        if (dataset != null) {
          Stream.concat(dataset.inputs().stream(), dataset.consulted().stream()).forEach(next::add);
        }
      }
      grew = seen.addAll(next);
    }
    return seen.contains(to);
  }
}
