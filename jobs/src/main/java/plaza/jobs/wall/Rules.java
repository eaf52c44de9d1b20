package plaza.jobs.wall;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import plaza.contract.DatasetName;
import plaza.contract.Tier;
import plaza.jobs.access.Group;
import plaza.jobs.access.Offered;
import plaza.jobs.access.Policy;
import plaza.jobs.access.Register;
import plaza.jobs.access.User;
import plaza.jobs.stack.Trino;

/**
 * The policy as Trino takes it: passwords, groups, and rules of file-based access control. What no
 * rule gives is denied. A tier's tables are given by exact name, so that the tables which Iceberg
 * hangs on them ({@code t$files}) are not.
 *
 * @param files the texts by file name
 */
record Rules(SortedMap<String, String> files) {
  // Of the password "anyone", which is no secret. Its salt is kept, or the file would always
  // change.
  private static final String ANYONES_HASH =
      "$2y$08$V1y0RS.BofdqiW5e03ZDqurSCPhnYJZVekxG25hnEjB8lZc.kUGBm";

  private static final String EVERYONE = "everyone";
  private static final String REGISTERED = "registered";
  private static final String INTERNAL = "internal";
  private static final String OPERATORS = "operators";

  // Where a file lies and when it was written is nobody's concern.
  private static final List<String> HIDDEN = List.of("$path", "$file_modified_time", "$partition");

  // What lets a client cap its own queries and choose a clock; none changes what is read.
  private static final String HARMLESS =
      "query_max_run_time|query_max_execution_time|query_max_cpu_time|time_zone_id"
          + "|join_distribution_type|join_reordering_strategy";

  private static final ObjectMapper JSON = new ObjectMapper();

  Rules {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /**
   * Of policies that all have to agree.
   *
   * @param hashes what lets in, by the name that logs in
   */
  static Rules of(
      Register register,
      SortedMap<String, String> hashes,
      Map<DatasetName, Offered> offered,
      List<Policy> policies) {
    return new Compiler(register, hashes, offered, policies).compile();
  }

  /** Of nobody but who owns the machine: what to say while nothing is known. */
  static Rules closed() {
    return of(new Register(List.of(), List.of(), List.of()), new TreeMap<>(), Map.of(), List.of());
  }

  private static final class Compiler {
    private final Register register;
    private final SortedMap<String, String> hashes;
    private final SortedMap<DatasetName, Offered> offered;
    private final List<Policy> policies;
    private final SortedMap<String, SortedSet<String>> groups = new TreeMap<>();
    private final ObjectNode rules = JSON.createObjectNode();

    Compiler(
        Register register,
        SortedMap<String, String> hashes,
        Map<DatasetName, Offered> offered,
        List<Policy> policies) {
      this.register = register;
      this.hashes = hashes;
      this.offered = new TreeMap<>(offered);
      this.policies = policies;
    }

    Rules compile() {
      people();
      catalog(EVERYONE, "system");
      catalog(INTERNAL, Trino.CATALOG);
      array("schemas").addObject().put("owner", false);
      // What drivers ask for lists of tables; it shows to each their own.
      table(EVERYONE, "system", "jdbc", ".*");
      table(Group.STEWARDS.id(), "system", ".*", ".*");
      table(INTERNAL, Trino.CATALOG, ".*", ".*");
      for (Tier tier : Tier.values()) {
        tables(tier);
      }
      query(Group.STEWARDS.id(), "execute", "view", "kill");
      query(EVERYONE, "execute");
      array("impersonation").addObject().put("new_user", ".*").put("allow", false);
      array("system_session_properties")
          .addObject()
          .put("group", EVERYONE)
          .put("property", HARMLESS)
          .put("allow", true);
      for (String none :
          List.of("catalog_session_properties", "functions", "procedures", "authorization")) {
        array(none);
      }
      ObjectNode system = array("system_information").addObject().put("user", Trino.OPERATOR);
      system.putArray("allow").add("read");
      return new Rules(
          new TreeMap<>(
              Map.of(
                  "passwords",
                  passwords(),
                  "groups",
                  groupLines(),
                  "rules.json",
                  rules.toPrettyString() + "\n")));
    }

    private void people() {
      SortedSet<String> known = new TreeSet<>();
      for (User user : register.users()) {
        if (user.isDisabled()) {
          continue;
        }
        known.addAll(logins(user));
        if (all(policy -> policy.findInternal(user.name()).isPresent())) {
          member(INTERNAL, logins(user));
          user.groups().forEach(group -> member(group.id(), logins(user)));
        }
      }
      member(REGISTERED, known);
      member(EVERYONE, known);
      if (!policies.isEmpty()) {
        member(EVERYONE, Set.of(Policy.ANYONE));
      }
      for (String each : List.of(EVERYONE, REGISTERED, INTERNAL, Group.STEWARDS.id(), OPERATORS)) {
        member(each, Set.of(Trino.OPERATOR));
      }
    }

    /** A user's own name, which tokens are of, and one for each key. */
    private Set<String> logins(User user) {
      Set<String> logins = new LinkedHashSet<>(Set.of(user.name()));
      hashes.keySet().stream()
          .filter(login -> login.startsWith(user.name() + "."))
          .forEach(logins::add);
      return logins;
    }

    private void tables(Tier tier) {
      for (Offered each : offered.values()) {
        if (!each.tiers().containsKey(tier)) {
          continue;
        }
        DatasetName dataset = each.dataset();
        SortedSet<String> members = new TreeSet<>(Set.of(Trino.OPERATOR));
        if (all(policy -> policy.may(Policy.ANYONE, dataset, tier))) {
          members.add(Policy.ANYONE);
        }
        for (User user : register.users()) {
          if (!user.isDisabled() && all(policy -> policy.may(user.name(), dataset, tier))) {
            members.addAll(logins(user));
          }
        }
        String group = group(members, tier, dataset);
        catalog(group, tier.id());
        table(group, tier.id(), Pattern.quote(dataset.domain()), Pattern.quote(dataset.table()));
      }
    }

    /** A group that has just these members: mostly there is one. */
    private String group(SortedSet<String> members, Tier tier, DatasetName dataset) {
      for (String each : List.of(EVERYONE, REGISTERED, OPERATORS)) {
        if (members.equals(groups.get(each))) {
          return each;
        }
      }
      String group = tier.id() + "." + dataset;
      groups.put(group, members);
      return group;
    }

    private boolean all(Predicate<Policy> holds) {
      return !policies.isEmpty() && policies.stream().allMatch(holds);
    }

    private void member(String group, Collection<String> logins) {
      groups.computeIfAbsent(group, name -> new TreeSet<>()).addAll(logins);
    }

    private ArrayNode array(String name) {
      return rules.withArray("/" + name);
    }

    private void catalog(String group, String catalog) {
      ObjectNode rule =
          JSON.createObjectNode()
              .put("group", Pattern.quote(group))
              .put("catalog", catalog)
              .put("allow", "read-only");
      ArrayNode all = array("catalogs");
      for (var each : all) {
        if (each.equals(rule)) {
          return;
        }
      }
      all.add(rule);
    }

    private void table(String group, String catalog, String schema, String table) {
      ObjectNode rule =
          array("tables")
              .addObject()
              .put("group", Pattern.quote(group))
              .put("catalog", catalog)
              .put("schema", schema)
              .put("table", table);
      rule.putArray("privileges").add("SELECT");
      if (!catalog.equals("system") && !catalog.equals(Trino.CATALOG)) {
        ArrayNode columns = rule.putArray("columns");
        HIDDEN.forEach(name -> columns.addObject().put("name", name).put("allow", false));
      }
    }

    private void query(String group, String... allowed) {
      ArrayNode allow = array("queries").addObject().put("group", group).putArray("allow");
      List.of(allowed).forEach(allow::add);
    }

    private String passwords() {
      List<String> lines = new ArrayList<>();
      if (!policies.isEmpty()) {
        lines.add(Policy.ANYONE + ":" + ANYONES_HASH);
      }
      hashes.forEach((login, hash) -> lines.add(login + ":" + hash));
      return lines(lines);
    }

    private String groupLines() {
      List<String> lines = new ArrayList<>();
      groups.forEach((group, members) -> lines.add(group + ":" + String.join(",", members)));
      return lines(lines);
    }

    private static String lines(List<String> lines) {
      return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
  }
}
