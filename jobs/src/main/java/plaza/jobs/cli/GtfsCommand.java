package plaza.jobs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.contract.Feed;
import plaza.jobs.stack.GtfsValidator;
import plaza.jobs.stack.GtfsValidator.Notice;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;

@Command(
    name = "gtfs",
    description = "Asks the canonical GTFS validator what it thinks of timetables.")
final class GtfsCommand extends PlazaCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "FEED|FILE",
      description = "A feed, for the last of it that has landed, or a zip file.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--on",
      paramLabel = "DAY",
      description = "The day to validate for (default: when it was fetched; of files, today).")
  private @Nullable LocalDate on;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "What the validator may take (default: ${DEFAULT-VALUE}).")
  private String memory = "1g";

  private record Timetable(Path file, LocalDate day) {}

  @Override
  public Integer call() throws Exception {
    if (!memory.matches("[1-9][0-9]{0,5}[mg]")) {
      throw new Plaza.WrongUse("--memory " + memory, "It takes a size such as 512m or 4g.");
    }
    List<Timetable> timetables = names.stream().map(this::timetable).toList();
    Terminal terminal = terminal();
    GtfsValidator validator = new GtfsValidator(plaza().installation(), memory);
    boolean refused = false;
    for (LocalDate day : timetables.stream().map(Timetable::day).distinct().toList()) {
      List<Path> files =
          timetables.stream().filter(t -> t.day().equals(day)).map(Timetable::file).toList();
      List<List<Notice>> found = validator.validate(files, day);
      for (int i = 0; i < files.size(); i++) {
        print(files.get(i), day, found.get(i), terminal);
        refused |= found.get(i).stream().anyMatch(n -> n.severity().equals("ERROR"));
      }
    }
    return refused ? Plaza.REFUSED : Plaza.DONE;
  }

  private Timetable timetable(String name) {
    Path file = Path.of(name);
    if (Files.isRegularFile(file)) {
      return new Timetable(file, on != null ? on : LocalDate.now(ZoneId.systemDefault()));
    }
    Feed feed = plaza().catalog().feeds().get(name);
    if (feed == null) {
      throw new Plaza.WrongUse(
          "neither a feed nor a file: " + name, "See ./plaza status for all that is declared.");
    }
    if (!feed.format().equals("gtfs")) {
      throw new Plaza.WrongUse(
          "the feed " + name + " is of format " + feed.format(), "Name one of format gtfs.");
    }
    LandedFiles landed = plaza().home().landed();
    List<Receipt> receipts = landed.inUse(name);
    if (receipts.isEmpty()) {
      throw new Plaza.WrongUse(
          "nothing of " + name + " has landed", "./plaza land " + name + " fetches it.");
    }
    Receipt last = receipts.getLast();
    ZoneId zone = feed.timeZone() != null ? feed.timeZone() : ZoneOffset.UTC;
    return new Timetable(
        landed.file(last), on != null ? on : last.fetchedAt().atZone(zone).toLocalDate());
  }

  private static void print(Path file, LocalDate day, List<Notice> notices, Terminal terminal) {
    terminal.say(
        "%s on %s: %s"
            .formatted(
                Grid.oneLine(String.valueOf(file.getFileName())),
                day,
                notices.isEmpty()
                    ? "nothing to remark"
                    : Terminal.plural(notices.size(), "kind") + " of notice"));
    if (!notices.isEmpty()) {
      Grid grid = new Grid("code", "severity", "count", "first place").right(2);
      notices.forEach(n -> grid.add(n.code(), n.severity(), Terminal.count(n.count()), n.place()));
      grid.print(terminal.out());
    }
    terminal.say("");
  }
}
