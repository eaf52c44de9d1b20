package plaza.catalog;

import java.nio.file.Path;
import java.util.SortedSet;
import plaza.contract.DatasetName;

/** The SQL of a derived dataset and the datasets that it reads, found by parsing it. */
public record Query(String sql, SortedSet<DatasetName> inputs, Path file) {}
