package plaza.jobs.access;

import plaza.contract.DatasetName;

/** What is granted: one dataset, or all of a domain, those that come later too. */
public sealed interface Target {
  /** Whether a dataset is of it. */
  boolean covers(DatasetName dataset);

  /** One dataset. */
  record Table(DatasetName dataset) implements Target {
    @Override
    public boolean covers(DatasetName other) {
      return dataset.equals(other);
    }

    @Override
    public String toString() {
      return dataset.toString();
    }
  }

  /** All datasets of a domain. */
  record Domain(String name) implements Target {
    /** Refuses what is no identifier. */
    public Domain {
      if (!DatasetName.IDENTIFIER.matcher(name).matches()) {
        throw new IllegalArgumentException(name);
      }
    }

    @Override
    public boolean covers(DatasetName other) {
      return other.domain().equals(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Parses {@code domain} or {@code domain.table}; throws IllegalArgumentException for others. */
  static Target parse(String text) {
    return text.contains(".") ? new Table(DatasetName.parse(text)) : new Domain(text);
  }
}
