package plaza.jobs.bench.access;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import plaza.contract.Tier;
import plaza.jobs.bench.Score;
import plaza.jobs.stack.Trino;

/** Everybody asks for every table in every catalogue by every channel. */
final class Wall {
  private static final int SEED = 1;

  private final Trino trino;
  private final Map<String, Cast> cast;
  private final Consumer<String> tell;

  private int leaks;
  private int refusals;

  Wall(Trino trino, Map<String, Cast> cast, Consumer<String> tell) {
    this.trino = trino;
    this.cast = cast;
    this.tell = tell;
  }

  private record Check(Cast who, String catalog, String table, Channel channel) {}

  /** Does so many of the checks, drawn at random, or all. */
  List<Score> run(int most) throws IOException, SQLException {
    List<Check> checks = new ArrayList<>();
    List<String> catalogs = new ArrayList<>(List.of(Trino.CATALOG));
    List.of(Tier.values()).forEach(tier -> catalogs.add(tier.id()));
    for (Cast who : cast.values()) {
      for (String catalog : catalogs) {
        for (String table : Quarter.TABLES) {
          Channel.all().forEach(channel -> checks.add(new Check(who, catalog, table, channel)));
        }
      }
    }
    int whole = checks.size();
    Collections.shuffle(checks, new Random(SEED));
    List<Check> drawn = new ArrayList<>(checks.subList(0, Math.min(most, whole)));
    int done = 0;
    for (Cast who : cast.values()) {
      try (Connection connection = trino.connect(who.login(), Trino.CATALOG)) {
        for (Check check : drawn) {
          if (check.who().equals(who)) {
            judge(check, Asked.of(connection, check.channel().of(check.catalog(), check.table())));
            done++;
          }
        }
      }
      tell.accept("asked as %s, %,d of %,d".formatted(who.login(), done, drawn.size()));
    }
    return List.of(
        new Score(
            "roles x tables x channels, asked of Trino over TLS: leaks",
            done,
            whole,
            leaks,
            "%d roles, %d tables in %d catalogues, %d channels; answers expected by hand"
                .formatted(
                    cast.size(), Quarter.TABLES.size(), catalogs.size(), Channel.all().size())),
        new Score(
            "the same: refused or wrong where an answer was due",
            done,
            whole,
            refusals,
            "counts, columns and lists are compared with what is expected"));
  }

  private void judge(Check check, Asked asked) {
    boolean sees = check.who().sees(check.catalog(), check.table());
    boolean mayAnswer =
        switch (check.channel().kind()) {
          case ROWS, COLUMNS, READ -> sees;
          case META ->
              check.catalog().equals(Trino.CATALOG)
                  && check.who().isInternal()
                  && !check.who().isOut();
          case LIST -> true;
          case NEVER -> false;
        };
    boolean secretsAreTheirs =
        sees && List.of(Tier.GOVERNMENT.id(), Trino.CATALOG).contains(check.catalog());
    if (asked.text().contains(Quarter.SECRET) && !secretsAreTheirs) {
      leak(check, asked, "a secret was told");
    } else if (asked.isBroken()) {
      refusal(check, asked, "the server broke");
    } else if (asked.isAnswered() && !mayAnswer) {
      leak(check, asked, "it was answered");
    } else if (!sees && asked.error() != null && isOfData(asked)) {
      leak(check, asked, "the error depends on data");
    } else {
      expect(check, asked, sees, mayAnswer);
    }
  }

  /** Whether an error says that a query was begun: whoever may not read must not get there. */
  private static boolean isOfData(Asked asked) {
    return asked.text().matches("(?s).*(Division by zero|Cannot cast).*");
  }

  private void expect(Check check, Asked asked, boolean sees, boolean mayAnswer) {
    String name = check.table().substring(check.table().indexOf('.') + 1);
    switch (check.channel().kind()) {
      case LIST -> {
        if (asked.has(name) && !sees) {
          leak(check, asked, "it is listed");
        } else if (sees && !asked.has(name)) {
          refusal(check, asked, "it is not listed");
        }
      }
      case ROWS -> {
        if (sees
            && (!asked.isAnswered() || !asked.has(String.valueOf(Quarter.rows(check.catalog()))))) {
          refusal(check, asked, "expected " + Quarter.rows(check.catalog()));
        }
      }
      case COLUMNS -> {
        if (sees && !isColumns(check.catalog(), String.join(",", asked.columns()))) {
          refusal(check, asked, "expected " + Quarter.columns(check.catalog()));
        }
      }
      case READ, META -> {
        if (mayAnswer && !asked.isAnswered()) {
          refusal(check, asked, "it was not answered");
        }
      }
      case NEVER -> {}
    }
  }

  /** Plaza's own tables have columns of its own behind those that are declared. */
  private static boolean isColumns(String catalog, String columns) {
    String expected = Quarter.columns(catalog);
    return catalog.equals(Trino.CATALOG) ? columns.startsWith(expected) : columns.equals(expected);
  }

  private void leak(Check check, Asked asked, String why) {
    leaks++;
    told("LEAK", check, asked, why);
  }

  private void refusal(Check check, Asked asked, String why) {
    refusals++;
    told("WRONG", check, asked, why);
  }

  private void told(String what, Check check, Asked asked, String why) {
    String text = asked.text();
    tell.accept(
        "%s: %s, %s: %s: %s"
            .formatted(
                what,
                check.who().login(),
                check.channel().of(check.catalog(), check.table()),
                why,
                text.length() > 200 ? text.substring(0, 200) + "…" : text));
  }
}
