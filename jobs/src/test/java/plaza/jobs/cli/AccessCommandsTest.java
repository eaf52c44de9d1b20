package plaza.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import plaza.jobs.Declarations;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Postgres;

/** People and agreements by their commands, in a home and a tree of declarations of their own. */
class AccessCommandsTest {
  private static final String COLUMNS =
      """
      - {name: city, physicalType: varchar, description: City., primaryKey: true, primaryKeyPosition: 1}
      - {name: tree, physicalType: varchar, description: Tree., primaryKey: true, primaryKeyPosition: 2}
      """;

  // Lines 11 to 14 of its contract.
  private static final String RELEASE =
      """
      - property: release
        value:
          tiers:
            open: {license: CC0-1.0}
            registered: {license: CC0-1.0}
            subscriber: {license: CC0-1.0}
            government: {license: CC0-1.0}
      """;

  private static final String IN_2090 = "--as-of=2090-06-01T00:00:00Z";

  @TempDir static Path folder;

  private static @Nullable String root;

  @BeforeAll
  static void some_are_known() throws Exception {
    root = System.getProperty("plaza.root");
    System.setProperty("plaza.root", folder.toString());
    Declarations declared = new Declarations(folder.resolve("schemas"), "[0, 0, 1, 1]");
    declared.dataset("trees", COLUMNS, RELEASE);
    declared.source("trees", "trees", "columns: {tree: tree}\n");
    declared.dataset("parks", COLUMNS, "");
    declared.source("parks", "parks", "columns: {tree: tree}\n");
    assertThat(run("orgs").out).startsWith("there are no organisations");
    assertThat(run("users").out).startsWith("there are no users");
    assertThat(run("agreements").out).startsWith("nothing was agreed");
    assertThat(run("orgs", "add", "lab", "--name", "City Lab", "--kind", "agency").exit).isZero();
    assertThat(run("orgs", "add", "acme", "--name", "Acme Maps", "--kind", "FIRM").exit).isZero();
    assertThat(run("users", "add", "sol", "--org", "lab").exit).isZero();
    assertThat(run("users", "join", "sol", "stewards").exit).isZero();
    assertThat(run("users", "add", "lee", "--org", "lab").exit).isZero();
    assertThat(run("users", "add", "fay", "--org", "acme").exit).isZero();
  }

  @AfterAll
  static void stop() throws Exception {
    if (root == null) {
      System.clearProperty("plaza.root");
    } else {
      System.setProperty("plaza.root", root);
    }
    new Postgres(new Home(folder.resolve("home"))).stop();
  }

  record Answer(int exit, String out, String err) {}

  private static Answer run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        new CommandLine(new Plaza()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of("--home", folder.resolve("home").toString()));
    all.addAll(List.of(arguments));
    int exit = Plaza.execute(line, all.toArray(String[]::new));
    return new Answer(exit, out.toString(), err.toString());
  }

  private static Answer grant(String target, String tier, String from, String to) {
    return run(
        "grant",
        "acme",
        target,
        "--tier",
        tier,
        "--giver",
        "lab",
        "--kind",
        "g2b",
        "--from",
        from,
        "--to",
        to,
        "--purpose",
        "a map of trees",
        "--quota",
        "rows_per_day=5000",
        "--duty",
        "delete",
        "--by",
        "sol");
  }

  /** The number that a command gave. */
  private static String number(Answer answer, String before) {
    assertThat(answer.err).isEmpty();
    return answer.out.split(before + " ", 2)[1].split("\\D", 2)[0];
  }

  private static List<String> explained(String... arguments) {
    List<String> all = new ArrayList<>(List.of("explain"));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new))
        .out
        .lines()
        .map(line -> line.replace(folder.toString(), "").strip())
        .toList();
  }

  private static String wrong(String... arguments) {
    Answer answer = run(arguments);
    assertThat(answer.exit).isEqualTo(Plaza.WRONG_USE);
    assertThat(answer.out).isEmpty();
    List<String> lines = answer.err.lines().toList();
    // What is wrong, and a way out.
    assertThat(lines).hasSize(2);
    return lines.getFirst() + " |" + lines.getLast().stripLeading();
  }

  @Test
  void without_a_grant_explain_names_the_lines_of_the_contract() {
    assertThat(explained("lee", "environment.trees"))
        .containsExactly(
            "lee, a person of City Lab (agency)",
            "",
            "yes  open        /schemas/environment/trees/contract.yaml:11",
            "yes  registered  /schemas/environment/trees/contract.yaml:12",
            "no   subscriber  no agreement",
            "no   government  no agreement",
            "no   internal    neither a steward nor an analyst");
    assertThat(explained("anyone", "environment.trees"))
        .startsWith("whoever has no account")
        .contains(
            "yes  open        /schemas/environment/trees/contract.yaml:11",
            "no   registered  no account");
    assertThat(explained("sol", "environment.trees"))
        .contains("yes  internal    in the group stewards");
  }

  @Test
  void an_agreement_is_explained_before_in_and_behind_its_term_and_when_it_is_revoked() {
    String id = number(grant("environment", "subscriber", "2090-01-01", "2090-12-31"), "agreement");
    String title = "agreement " + id;
    assertThat(explained("fay", "environment.trees", IN_2090))
        .contains(
            "yes  subscriber  "
                + title
                + " (City Lab to Acme Maps, 2090-01-01..2090-12-31), subscriber",
            "no   government  no agreement");
    assertThat(explained("fay", "environment.trees", "--as-of", "2089-12-31T23:59:59Z"))
        .anyMatch(line -> line.contains(title + " begins 2090-01-01"));
    assertThat(explained("fay", "environment.trees", "--as-of", "2091-01-01T00:00:00Z"))
        .anyMatch(line ->
            line.contains("no agreement in force;") && line.contains(title + " ended 2090-12-31"));
    assertThat(run("agreements", "acme", IN_2090).out)
        .contains(
            "2090-01-01..2090-12-31", "in force", "a map of trees; rows_per_day 5,000; delete");
    assertThat(run("agreements", "lab", "--as-of", "2091-01-01T00:00:00Z").out)
        .doesNotContain(" " + id + "  G2B");

    assertThat(run("revoke", id, "--why", "misused", "--by", "sol").out)
        .isEqualTo(
            "  revoked  " + title + " (City Lab to Acme Maps, 2090-01-01..2090-12-31): misused\n");
    assertThat(explained("fay", "environment.trees", IN_2090))
        .anyMatch(
            line -> line.startsWith("no   subscriber") && line.contains(title + " was revoked "));
    assertThat(run("agreements", "--all", IN_2090).out).contains("revoked by sol", "misused");
    assertThat(wrong("revoke", id, "--why", "again")).contains("was revoked by sol");
  }

  @Test
  void broken_glass_goes_from_asking_to_an_outstanding_report() {
    Answer asked =
        run(
            "break-glass",
            "ask",
            "lee",
            "environment.trees",
            "--tier",
            "government",
            "--why",
            "a storm");
    String id = number(asked, "break-glass");
    assertThat(explained("lee", "environment.trees"))
        .contains(
            "no   government  no agreement in force; break-glass " + id + " waits for a steward");
    assertThat(wrong("break-glass"))
        .startsWith("plaza: break-glass takes ask, approve or report |");
    assertThat(wrong("break-glass", "approve", id, "--by", "lee"))
        .isEqualTo(
            "plaza: lee has asked for it, and cannot approve it |It takes a second person: --by NAME");
    assertThat(wrong("break-glass", "approve", id, "--by", "fay"))
        .startsWith("plaza: fay is no steward");
    assertThat(run("break-glass", "approve", id, "--by", "sol").out)
        .contains("government of environment.trees for lee until ");
    assertThat(explained("lee", "environment.trees"))
        .anyMatch(line ->
            line.startsWith("yes  government  break-glass " + id + " (approved by sol, until "));
    assertThat(wrong("break-glass", "report", id, "--text", "done", "--by", "lee"))
        .contains("it is in force");
    assertThat(explained("lee", "environment.trees", IN_2090))
        .anyMatch(line -> line.startsWith("outstanding: the report of break-glass " + id));
    assertThat(run("agreements", IN_2090).out).contains("report outstanding");
    // Ended before its time, its report is due at once.
    assertThat(run("revoke", id, "--why", "the storm is over", "--by", "sol").exit).isZero();
    assertThat(run("break-glass", "report", id, "--text", "found all trees", "--by", "lee").exit)
        .isZero();
    assertThat(run("agreements", IN_2090).out).doesNotContain("report outstanding");
    assertThat(run("agreements", "--all", IN_2090).out).contains("a storm; found all trees");
  }

  @Test
  void wrong_input_is_told_with_a_way_out() {
    assertThat(wrong("explain", "nobody", "environment.trees"))
        .isEqualTo(
            "plaza: no user nobody |See ./plaza users; ./plaza users add NAME --org ORG makes one.");
    assertThat(wrong("explain", "fay", "environment.tree"))
        .isEqualTo(
            "plaza: no dataset environment.tree |Did you mean environment.trees? See ./plaza status for all.");
    assertThat(wrong("explain", "fay", "environment.parks"))
        .startsWith(
            "plaza: environment.parks declares no release, so nobody is shown anything of it |");
    assertThat(wrong("agreements", "nowhere")).startsWith("plaza: no organisation nowhere |");
    assertThat(wrong("orgs", "add", "plaza", "--name", "R", "--kind", "firm"))
        .startsWith("plaza: the name plaza is Plaza's own |");
    assertThat(wrong("users", "add", "fay:x", "--org", "acme"))
        .isEqualTo(
            "plaza: 'fay:x' cannot be the name of a user |Take 2 to 40 of a-z, 0-9 and -, from a"
                + " letter to a letter or digit, such as bo-li.");
    assertThat(wrong("users", "add", "fay", "--org", "acme"))
        .startsWith("plaza: there is a user fay already");
    assertThat(wrong("users", "key", "fay"))
        .startsWith("plaza: fay is a person and has a password |");
  }

  @Test
  void a_grant_that_makes_no_sense_is_told_so() {
    assertThat(wrong("grant", "acme", "environment"))
        .startsWith("plaza: an agreement says who gives what to whom");
    assertThat(refusal("environment.parks", "subscriber", "2090-01-01", "2090-12-31"))
        .startsWith("plaza: environment.parks declares no release");
    assertThat(refusal("food", "subscriber", "2090-01-01", "2090-12-31"))
        .isEqualTo("plaza: no domain food");
    assertThat(refusal("environment", "subscriber", "2090-12-31", "2090-01-01"))
        .isEqualTo("plaza: it would end on 2090-01-01, before it begins on 2090-12-31");
    assertThat(refusal("environment", "subscriber", "2020-01-01", "2020-12-31"))
        .isEqualTo("plaza: an agreement until 2020-12-31 has ended already");
    assertThat(refusal("environment", "government", "2090-01-01", "2090-12-31"))
        .isEqualTo("plaza: government is for agencies, and acme is of kind firm");
    assertThat(
            wrong(
                "grant",
                "acme",
                "environment",
                "--tier",
                "subscriber",
                "--giver",
                "lab",
                "--kind",
                "G2B",
                "--from",
                "2090-01-01",
                "--to",
                "2090-12-31",
                "--purpose",
                "p",
                "--duty",
                "dance"))
        .startsWith("plaza: no duty 'dance' |There are attribute, ");
  }

  private static String refusal(String target, String tier, String from, String to) {
    Answer answer = grant(target, tier, from, to);
    assertThat(answer.exit).isEqualTo(Plaza.WRONG_USE);
    return answer.err.lines().findFirst().orElse("");
  }

  @Test
  void a_password_is_shown_once_or_comes_from_a_file_and_is_then_not_shown() throws Exception {
    Answer made = run("users", "add", "mia", "--org", "acme");
    assertThat(made.out).matches("(?s)  added  mia\\R  password  [0-9a-f]{48}\\R");
    assertThat(made.err).contains("shown this once");
    Path file = Files.writeString(folder.resolve("password"), "a long sentence\n");
    Answer given = run("users", "password", "mia", "--password-file", file.toString());
    assertThat(given.exit).isZero();
    assertThat(given.out + given.err).doesNotContain("sentence", "password ");
    Path empty = Files.writeString(folder.resolve("empty"), "");
    assertThat(wrong("users", "password", "mia", "--password-file", empty.toString()))
        .startsWith("plaza: this cannot be a password |");
    assertThat(
            wrong("users", "password", "mia", "--password-file", folder.resolve("none").toString()))
        .startsWith("plaza: no file ");
  }

  @Test
  void a_services_key_is_shown_once_listed_and_revoked() {
    assertThat(run("users", "add", "robot", "--org", "acme", "--service").exit).isZero();
    Answer made = run("users", "key", "robot", "--until", "2090-12-31");
    assertThat(made.out).containsPattern("  key  plaza_\\d+_[0-9a-f]{48}\\R");
    String id = made.out.split("plaza_", -1)[1].split("_", -1)[0];
    assertThat(run("users", "keys").out).containsPattern(id + "  robot    2090-12-31  good");
    assertThat(run("users").out).containsPattern("robot +acme +open +1 key");
    assertThat(run("users", "revoke-key", id).exit).isZero();
    assertThat(run("users", "keys").out).contains("revoked ");
    assertThat(run("users").out).containsPattern("robot +acme +open +0 keys");
  }

  @Test
  void a_disabled_user_is_explained_as_such() {
    assertThat(run("users", "add", "dan", "--org", "acme").exit).isZero();
    assertThat(run("users", "disable", "dan").out).isEqualTo("  dan is disabled\n");
    assertThat(explained("dan", "environment.trees"))
        .contains(
            "dan, a person of Acme Maps (firm), disabled",
            "yes  open        /schemas/environment/trees/contract.yaml:11",
            "no   registered  the account is disabled");
    assertThat(run("users", "enable", "dan").out).isEqualTo("  dan is open\n");
    assertThat(explained("dan", "environment.trees"))
        .contains("yes  registered  /schemas/environment/trees/contract.yaml:12");
  }
}
