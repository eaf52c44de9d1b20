package plaza.jobs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import plaza.catalog.Catalog;
import plaza.contract.DatasetName;
import plaza.jobs.access.Refused;
import plaza.jobs.airflow.AirflowException;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.StackException;

/** The one command. */
@Command(
    name = "plaza",
    mixinStandardHelpOptions = true,
    versionProvider = Plaza.Version.class,
    description = "A city data market on a geospatial warehouse.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:data or declarations refused by a check",
      "2:wrong use",
      "3:broken"
    },
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      LandCommand.class,
      CollectCommand.class,
      BuildCommand.class,
      CheckCommand.class,
      GtfsCommand.class,
      SqlCommand.class,
      LicenseCommand.class,
      RefusedCommand.class,
      LineageCommand.class,
      ReleaseCommand.class,
      ApproveCommand.class,
      ReleasesCommand.class,
      DiffCommand.class,
      GetCommand.class,
      VerifyCommand.class,
      WithdrawCommand.class,
      UsersCommand.class,
      TokenCommand.class,
      RotateCommand.class,
      OrgsCommand.class,
      GrantCommand.class,
      RevokeCommand.class,
      BreakGlassCommand.class,
      AgreementsCommand.class,
      ExplainCommand.class,
      UsageCommand.class,
      ReceiptsCommand.class,
      AuditCommand.class,
      AirflowCommand.class,
      ScheduleCommand.class,
      TriggerCommand.class,
      BackfillCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      ServeCommand.class,
      JobsCommand.class,
      BenchCommand.class,
      MaintainCommand.class,
      DoctorCommand.class
    },
    footer = {"", "./plaza test runs all tests."})
public final class Plaza {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int WRONG_USE = 2;
  static final int BROKEN = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Where Plaza keeps everything (default: .plaza, or $PLAZA_HOME).")
  private @Nullable Path home;

  @Option(
      names = "--schemas",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Another tree of declarations, beside the one that comes with Plaza.")
  private List<Path> schemas = new ArrayList<>();

  private @Nullable Terminal terminal;

  // Picocli sets the spec before anything is called.
  @SuppressWarnings("NullAway.Init")
  Plaza() {}

  /** Runs a command line and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /** Runs a command line; for tests too. */
  public static int execute(String... arguments) {
    return execute(new CommandLine(new Plaza()), arguments);
  }

  static int execute(CommandLine line, String... arguments) {
    line.setExecutionExceptionHandler(Plaza::broken);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    if (arguments.length == 0) {
      line.usage(line.getOut());
      return WRONG_USE;
    }
    return line.execute(arguments);
  }

  private static int broken(
      Exception e, CommandLine line, CommandLine.@Nullable ParseResult parsed) {
    Terminal terminal = new Terminal(line.getOut(), line.getErr());
    switch (e) {
      case WrongUse wrong -> {
        terminal.fail(String.valueOf(wrong.getMessage()), wrong.next());
        return WRONG_USE;
      }
      case Refused refused -> {
        terminal.fail(String.valueOf(refused.getMessage()), refused.next());
        return WRONG_USE;
      }
      case StackException stack -> terminal.fail(String.valueOf(stack.getMessage()), null);
      case AirflowException airflow -> terminal.fail(String.valueOf(airflow.getMessage()), null);
      default -> {
        terminal.fail(e.getClass().getSimpleName() + ": " + e.getMessage(), null);
        if (System.getenv("PLAZA_DEBUG") == null) {
          terminal.tell("       PLAZA_DEBUG=1 shows where it happened.");
        } else {
          e.printStackTrace(line.getErr());
        }
      }
    }
    return BROKEN;
  }

  /** Something that the person at the keyboard can put right. */
  static final class WrongUse extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String next;

    WrongUse(String message, String next) {
      super(message);
      this.next = next;
    }

    String next() {
      return next;
    }
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "plaza "
            + java.util.Objects.toString(Plaza.class.getPackage().getImplementationVersion(), "")
      };
    }
  }

  /** One for all that a command says: what goes on just now is cleared by whatever is said next. */
  Terminal terminal() {
    Terminal known = terminal;
    if (known == null) {
      known = new Terminal(spec.commandLine().getOut(), spec.commandLine().getErr());
      terminal = known;
    }
    return known;
  }

  Home home() {
    String fallback = java.util.Objects.requireNonNullElse(System.getenv("PLAZA_HOME"), ".plaza");
    Path root = home != null ? home : Path.of(fallback);
    return new Home(root.toAbsolutePath().normalize());
  }

  Installation installation() {
    return Installation.find();
  }

  List<Path> roots() {
    List<Path> roots = new ArrayList<>(List.of(installation().schemas()));
    for (Path tree : schemas) {
      if (!Files.isDirectory(tree)) {
        throw new WrongUse("no folder " + tree, "--schemas takes a folder with cities, feeds, …");
      }
      roots.add(tree.toAbsolutePath().normalize());
    }
    return roots;
  }

  Catalog catalog() {
    return Catalog.read(roots());
  }

  /** The dataset of that name; told is what else the person may have meant, or what is wrong. */
  static plaza.catalog.Dataset dataset(Catalog catalog, String name) {
    Optional<plaza.catalog.Dataset> found = parse(name).flatMap(catalog::findDataset);
    if (found.isPresent()) {
      return found.get();
    }
    String folder = "/" + name.replace('.', '/') + "/";
    if (catalog.problems().stream().anyMatch(p -> (p.file() + "/").contains(folder))) {
      throw new WrongUse(
          "the declaration of " + name + " has problems", "See ./plaza check " + name);
    }
    throw unknown(name, catalog.datasets().keySet());
  }

  /** The name of a dataset that has a folder, broken or not. */
  DatasetName name(String name) {
    Collection<DatasetName> names = Catalog.names(roots());
    return parse(name).filter(names::contains).orElseThrow(() -> unknown(name, names));
  }

  private static Optional<DatasetName> parse(String name) {
    try {
      return Optional.of(DatasetName.parse(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // told like any other unknown name
    }
  }

  private static WrongUse unknown(String name, Collection<DatasetName> names) {
    String table = name.substring(name.lastIndexOf('.') + 1);
    String near =
        names.stream()
            .map(DatasetName::toString)
            .filter(n -> !table.isEmpty() && n.contains(table))
            .findFirst()
            .map(n -> "Did you mean " + n + "? ")
            .orElse("");
    return new WrongUse("no dataset " + name, near + "See ./plaza status for all.");
  }
}
