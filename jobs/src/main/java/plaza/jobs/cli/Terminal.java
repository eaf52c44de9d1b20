package plaza.jobs.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * What a person sees: progress on one line of a terminal, plain lines where there is none. Several
 * threads may speak.
 */
final class Terminal {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean isTerminal;
  private boolean open;
  private String told = "";

  Terminal(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
    this.isTerminal = Ansi.AUTO.enabled() && System.getenv("CI") == null;
  }

  /** A line of the answer. */
  synchronized void say(String line) {
    clear();
    out.println(styled(line));
    out.flush();
  }

  /** A line that is not part of the answer. */
  synchronized void tell(String line) {
    clear();
    err.println(styled(line));
    err.flush();
  }

  /** What goes on just now; on a terminal the next one takes its place. */
  synchronized void progress(String line) {
    if (isTerminal) {
      clear();
      err.print("  " + styled("@|faint " + line + "|@"));
      open = true;
    } else if (!line.equals(told)) {
      // Looked at each second, most things stand as they did.
      err.println(line);
    }
    told = line;
    err.flush();
  }

  private void clear() {
    if (open) {
      err.print("\r\u001b[2K");
      err.flush();
      open = false;
    }
  }

  /** A failure and what to do next. */
  void fail(String what, @Nullable String next) {
    tell("@|bold,red plaza:|@ " + what);
    if (next != null) {
      tell("       " + next);
    }
  }

  synchronized PrintWriter out() {
    clear();
    return out;
  }

  private String styled(String text) {
    Ansi ansi = isTerminal ? Ansi.ON : Ansi.OFF;
    return text.contains("@|") ? ansi.string(text) : text;
  }

  /** A count with thousands apart. */
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** {@code 1 table}, {@code 2 tables}. */
  static String plural(long n, String noun) {
    return count(n) + " " + noun + (n == 1 ? "" : "s");
  }
}
