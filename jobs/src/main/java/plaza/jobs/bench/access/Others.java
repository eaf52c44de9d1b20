package plaza.jobs.bench.access;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import plaza.jobs.bench.Score;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Tokens;
import plaza.jobs.stack.Trino;

/** Everybody tries to see and to end what others ask, to be others, and to look behind the wall. */
final class Others {
  private static final String TEXT = "asked-by-somebody-else";

  private final Home home;
  private final Trino trino;
  private final Map<String, Cast> cast;
  private final Tally tally;

  Others(Home home, Trino trino, Map<String, Cast> cast, Consumer<String> tell) {
    this.home = home;
    this.trino = trino;
    this.cast = cast;
    this.tally = new Tally(tell);
  }

  Score run() throws IOException, InterruptedException, SQLException {
    String victim = query();
    try (Http http = new Http(home, trino)) {
      for (Cast who : cast.values()) {
        try (Connection connection = trino.connect(who.login(), Trino.CATALOG)) {
          sql(who, connection, victim);
        }
        http(who, http, victim);
      }
    }
    return tally.score(
        "others' query text and kill, impersonation, system tables, HTTP, properties",
        0,
        "by SQL and beneath all drivers");
  }

  /** A query of somebody's, whose text and number others try to make use of. */
  private String query() throws IOException, SQLException {
    try (Connection connection = trino.connect("reader", Trino.CATALOG);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT '" + TEXT + "'")) {
      rows.next();
      return rows.unwrap(io.trino.jdbc.TrinoResultSet.class).getQueryId();
    }
  }

  private void sql(Cast who, Connection connection, String victim) {
    boolean isHis = who.login().equals("reader");
    for (String table : List.of("queries", "tasks", "nodes", "transactions")) {
      Asked asked = Asked.of(connection, "SELECT * FROM system.runtime." + table);
      check(asked.isAnswered() == who.isSteward(), who, "system.runtime." + table, asked);
      check(isHis || who.isSteward() || !asked.text().contains(TEXT), who, "sees a query", asked);
    }
    for (String table :
        List.of(
            "metadata.catalogs",
            "metadata.table_comments",
            "metadata.table_properties",
            "metadata.materialized_views",
            "metadata.schema_properties")) {
      Asked asked = Asked.of(connection, "SELECT * FROM system." + table);
      check(asked.isAnswered() == who.isSteward(), who, "system." + table, asked);
    }
    Asked catalogs = Asked.of(connection, "SHOW CATALOGS");
    for (String catalog : List.of("open", "registered", "subscriber", "government", "plaza")) {
      boolean expected = Quarter.TABLES.stream().anyMatch(table -> who.sees(catalog, table));
      check(catalogs.has(catalog) == expected, who, "lists the catalogue " + catalog, catalogs);
    }
    Asked kill =
        Asked.of(connection, "CALL system.runtime.kill_query('%s', 'mine')".formatted(victim));
    check(!kill.isAnswered(), who, "kills a query by SQL", kill);
    for (String forbidden :
        List.of(
            "SET SESSION AUTHORIZATION 'steward'",
            "SET ROLE ALL",
            "SET SESSION query_max_memory = '1TB'",
            "SET SESSION redistribute_writes = false",
            "CREATE ROLE mine",
            "CREATE CATALOG mine USING memory",
            "DROP CATALOG open",
            "CREATE FUNCTION open.bench.mine() RETURNS bigint RETURN 1",
            "SELECT * FROM TABLE(system.query('SELECT 1'))")) {
      Asked asked = Asked.of(connection, forbidden);
      boolean isEmpty =
          forbidden.equals("SET ROLE ALL") || forbidden.contains("'" + who.login() + "'");
      check(isEmpty || !asked.isAnswered(), who, forbidden, asked);
    }
    Asked still = Asked.of(connection, "SELECT current_user");
    check(who.isOut() ? !still.isAnswered() : still.has(who.login()), who, "is themselves", still);
  }

  private void http(Cast who, Http http, String victim) throws IOException, InterruptedException {
    Map<String, String> headers =
        new HashMap<>(Http.bearer(new Tokens(home).issue(who.login(), Duration.ofMinutes(5))));
    boolean isHis = who.login().equals("reader");
    for (String path :
        List.of("/v1/query", "/v1/query/" + victim, "/v1/query/" + victim + "?pretty")) {
      if (who.isSteward()) {
        continue; // they may, and after a whole run are sent tens of thousands
      }
      HttpResponse<String> seen = http.send("GET", path, headers, "");
      check(
          isHis || who.isSteward() || !seen.body().contains(TEXT),
          who,
          "GET " + path + " tells a query",
          seen.statusCode() + " " + seen.body());
    }
    for (String path :
        List.of(
            "/v1/thread",
            "/v1/node",
            "/v1/jmx/mbean",
            "/v1/memory",
            "/v1/task",
            "/v1/service",
            "/v1/announcement/x",
            "/metrics",
            "/ui/",
            "/ui/api/query")) {
      HttpResponse<String> seen = http.send("GET", path, headers, "");
      boolean isOperator = who.login().equals(Trino.OPERATOR);
      check(
          isOperator || (seen.statusCode() != 200 && !seen.body().contains(TEXT)),
          who,
          "GET " + path,
          seen.statusCode() + " " + seen.body());
    }
    if (!isHis && !who.isSteward()) {
      int code = http.send("DELETE", "/v1/query/" + victim, headers, "").statusCode();
      check(code >= 400, who, "DELETE of a query", code);
      int preempted =
          http.send("PUT", "/v1/query/" + victim + "/preempted", headers, "mine").statusCode();
      check(preempted >= 400, who, "PUT preempted", preempted);
    }
    for (String other : List.of("steward", "plaza", "officer")) {
      if (other.equals(who.login())) {
        continue;
      }
      for (String header : List.of("X-Trino-User", "X-Trino-Original-User")) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, other);
        String said = http.ask(more, "SELECT count(*) FROM plaza." + Quarter.HIDDEN);
        // Whose query it was before a user was taken on changes nothing: the user is what counts.
        boolean isOwn = header.equals("X-Trino-Original-User") && who.isInternal() && !who.isOut();
        check(isOwn || !said.contains("\"data\""), who, header + ": " + other, said);
      }
    }
  }

  private void check(boolean holds, Cast who, String what, Object seen) {
    tally.check(holds, who.login() + ": " + what, seen instanceof Asked a ? a.text() : seen);
  }
}
