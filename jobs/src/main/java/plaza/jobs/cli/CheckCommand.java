package plaza.jobs.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.Feed;
import plaza.contract.Problem;
import plaza.contract.Problems;
import plaza.contract.Yaml;
import plaza.format.Formats;

@Command(
    name = "check",
    description = "Checks declarations (cities, feeds, contracts, sources, SQL) without running.")
final class CheckCommand extends PlazaCommand {
  @Parameters(arity = "0..*", paramLabel = "DATASET", description = "Only what concerns these.")
  private List<String> datasets = new ArrayList<>();

  @Override
  public Integer call() {
    Catalog catalog = plaza().catalog();
    Terminal terminal = terminal();
    List<Problem> problems = new ArrayList<>(catalog.problems());
    catalog.feeds().values().forEach(feed -> problems.addAll(ofFormat(feed)));
    if (!datasets.isEmpty()) {
      Set<Path> concerned = new HashSet<>();
      datasets.forEach(name -> concerned.addAll(files(catalog, name)));
      problems.removeIf(p -> concerned.stream().noneMatch(f -> p.file().startsWith(f)));
    }
    Path here = Path.of("").toAbsolutePath();
    for (Problem p : problems) {
      Path file = p.file().startsWith(here) ? here.relativize(p.file()) : p.file();
      terminal.say(new Problem(file, p.line(), p.found(), p.expected()).toString());
    }
    if (problems.isEmpty()) {
      terminal.say(
          "%s, %s, %s: no problems"
              .formatted(
                  Terminal.plural(catalog.datasets().size(), "dataset"),
                  Terminal.plural(catalog.feeds().size(), "feed"),
                  catalog.cities().size() == 1 ? "1 city" : catalog.cities().size() + " cities"));
      return Plaza.DONE;
    }
    terminal.tell(Terminal.plural(problems.size(), "problem"));
    return Plaza.REFUSED;
  }

  private static List<Problem> ofFormat(Feed feed) {
    Problems problems = new Problems();
    Formats.findProblem(feed)
        .ifPresent(wrong ->
            Yaml.read(feed.file(), problems)
                .flatMap(yaml -> yaml.find("format"))
                .ifPresent(format -> format.problem(wrong.getKey(), wrong.getValue())));
    return problems.list();
  }

  /** The folder of a dataset, even one too broken to be in the catalogue, and what it names. */
  private List<Path> files(Catalog catalog, String name) {
    List<Path> files = new ArrayList<>();
    for (Path root : plaza().roots()) {
      files.add(root.resolve(name.replace('.', '/')));
    }
    var known =
        catalog.datasets().keySet().stream().filter(n -> n.toString().equals(name)).findFirst();
    if (known.isPresent()) {
      Dataset dataset = Plaza.dataset(catalog, name);
      dataset.feeds().forEach(feed -> files.add(catalog.feed(feed).file()));
    } else if (files.stream().noneMatch(java.nio.file.Files::isDirectory)) {
      Plaza.dataset(catalog, name);
    }
    return files;
  }
}
