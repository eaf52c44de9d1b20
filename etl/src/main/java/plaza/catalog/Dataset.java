package plaza.catalog;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import plaza.contract.Contract;
import plaza.contract.DatasetName;
import plaza.contract.Release;
import plaza.contract.Source;
import plaza.contract.SqlCheck;

/**
 * One dataset: what it is, and either the sources that fill it or the query that derives it.
 *
 * @param checks what checks.sql asks of it
 * @param consulted the other datasets that its checks look into: no input of what is built, but
 *     built before it where both are
 * @param isWhole false when a source or a check of it has problems: what could be built would lack
 *     that source's rows, or pass unchecked, so nothing is
 * @param release how it is given away; null where it is not, or its declaration has problems
 * @param folders where its files stand; more than one when a second tree adds sources to it
 */
public record Dataset(
    DatasetName name,
    Contract contract,
    List<Source> sources,
    @Nullable Query query,
    List<SqlCheck> checks,
    SortedSet<DatasetName> consulted,
    boolean isWhole,
    @Nullable Release release,
    List<Path> folders) {

  /** The query, if it is a derived dataset. */
  public Optional<Query> findQuery() {
    return Optional.ofNullable(query);
  }

  /** How it is given away, if it is. */
  public Optional<Release> findRelease() {
    return Optional.ofNullable(release);
  }

  /** It with another release. */
  Dataset with(@Nullable Release other) {
    return new Dataset(name, contract, sources, query, checks, consulted, isWhole, other, folders);
  }

  /** What it reads of other datasets: nothing unless derived. */
  public Collection<DatasetName> inputs() {
    return query == null ? List.of() : query.inputs();
  }

  /** The feeds that fill it. */
  public Set<String> feeds() {
    return sources.stream().map(Source::feed).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The files that declare it. */
  public List<Path> files() {
    return Stream.of(
            Stream.of(contract.file()),
            sources.stream().map(Source::file),
            findQuery().map(Query::file).stream(),
            checks.stream().map(SqlCheck::file).distinct())
        .flatMap(s -> s)
        .toList();
  }
}
