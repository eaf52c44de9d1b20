package plaza.jobs.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import plaza.contract.Tier;

/** Reads people and grants from their tables. */
final class Registers {
  private Registers() {}

  static Register read(Sql sql) throws SQLException {
    Map<String, Organisation> organisations = new LinkedHashMap<>();
    sql.list(
            "SELECT id, name, kind FROM access.organisation ORDER BY id",
            row ->
                new Organisation(
                    row.getString(1),
                    row.getString(2),
                    Organisation.Kind.valueOf(upper(row.getString(3)))))
        .forEach(each -> organisations.put(each.id(), each));
    List<User> users =
        sql.list(
            "SELECT a.name, organisation, is_service, disabled_at IS NOT NULL,"
                + " array(SELECT group_id FROM access.membership m WHERE m.account = a.name) AS groups"
                + " FROM access.account a ORDER BY a.name",
            row ->
                new User(
                    row.getString(1),
                    known(organisations, row.getString(2)),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    groups(row)));
    List<Grant> grants = new ArrayList<>(agreements(sql, organisations));
    grants.addAll(breakGlasses(sql));
    grants.sort(Comparator.comparingInt(Grant::id));
    return new Register(List.copyOf(organisations.values()), users, grants);
  }

  private static List<Agreement> agreements(Sql sql, Map<String, Organisation> organisations)
      throws SQLException {
    return sql.list(
        "SELECT * FROM access.agreement LEFT JOIN access.revocation USING (id)",
        row ->
            new Agreement(
                row.getInt("id"),
                Agreement.Form.valueOf(row.getString("form")),
                known(organisations, row.getString("giver")),
                known(organisations, row.getString("receiver")),
                Target.parse(row.getString("target")),
                Tier.of(row.getString("tier")),
                new Term(
                    row.getObject("first_day", LocalDate.class),
                    row.getObject("last_day", LocalDate.class),
                    ZoneId.of(row.getString("zone")),
                    Sql.instant(row, "starts_at"),
                    Sql.instant(row, "ends_at")),
                row.getString("purpose"),
                quota(Sql.texts(row, "quota")),
                Sql.texts(row, "duties"),
                row.getString("agreed_by"),
                Sql.instant(row, "agreed_at"),
                revocation(row, "why")));
  }

  private static List<BreakGlass> breakGlasses(Sql sql) throws SQLException {
    return sql.list(
        "SELECT b.*, approved_at, approved_by, reported_at, reported_by, report, revoked_at,"
            + " revoked_by, r.why AS revoked_why FROM access.break_glass b"
            + " LEFT JOIN access.approval USING (id) LEFT JOIN access.report USING (id)"
            + " LEFT JOIN access.revocation r USING (id)",
        row -> {
          @Nullable Instant approved = Sql.findInstant(row, "approved_at");
          @Nullable Instant reported = Sql.findInstant(row, "reported_at");
          return new BreakGlass(
              row.getInt("id"),
              row.getString("account"),
              Target.parse(row.getString("target")),
              Tier.of(row.getString("tier")),
              row.getString("why"),
              Sql.instant(row, "asked_at"),
              approved == null
                  ? null
                  : new BreakGlass.Approval(approved, row.getString("approved_by")),
              reported == null
                  ? null
                  : new BreakGlass.Report(
                      reported, row.getString("reported_by"), row.getString("report")),
              revocation(row, "revoked_why"));
        });
  }

  private static Grant.@Nullable Revocation revocation(ResultSet row, String why)
      throws SQLException {
    @Nullable Instant at = Sql.findInstant(row, "revoked_at");
    return at == null
        ? null
        : new Grant.Revocation(at, row.getString("revoked_by"), row.getString(why));
  }

  private static Set<Group> groups(ResultSet row) throws SQLException {
    return Sql.texts(row, "groups").stream()
        .map(id -> Group.valueOf(upper(id)))
        .collect(Collectors.toSet());
  }

  private static Map<String, Long> quota(List<String> texts) {
    Map<String, Long> quota = new LinkedHashMap<>();
    for (String text : texts) {
      int cut = text.indexOf('=');
      quota.put(text.substring(0, cut), Long.valueOf(text.substring(cut + 1)));
    }
    return quota;
  }

  private static Organisation known(Map<String, Organisation> organisations, String id) {
    return Objects.requireNonNull(organisations.get(id), id);
  }

  private static String upper(String id) {
    return id.toUpperCase(Locale.ROOT);
  }
}
