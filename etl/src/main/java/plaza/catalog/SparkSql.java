package plaza.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import plaza.contract.DatasetName;
import scala.jdk.javaapi.CollectionConverters;

/** What Spark's own parser says of SQL, without a session. */
final class SparkSql {
  private SparkSql() {}

  /** What a query reads and gives, or why it cannot be said. */
  record Reading(SortedSet<DatasetName> inputs, List<String> columns, Optional<String> problem) {}

  /** Why an expression does not parse, if so. */
  static Optional<String> findProblem(String expression) {
    return parsed(() -> {
      Expression parsed = CatalystSqlParser$.MODULE$.parseExpression(expression);
      if (hasSubquery(parsed)) {
        throw new IllegalArgumentException("a subquery, though an expression reads no table");
      }
      return parsed;
    });
  }

  private static boolean hasSubquery(Expression expression) {
    return expression instanceof SubqueryExpression
        || CollectionConverters.asJava(expression.children()).stream()
            .anyMatch(SparkSql::hasSubquery);
  }

  static Reading read(String sql) {
    TreeSet<DatasetName> inputs = new TreeSet<>();
    List<String> columns = new ArrayList<>();
    Optional<String> problem =
        parsed(() -> {
          LogicalPlan plan = CatalystSqlParser$.MODULE$.parsePlan(sql);
          inputs(plan, Set.of(), inputs);
          columns.addAll(columns(plan));
          return plan;
        });
    return new Reading(inputs, columns, problem);
  }

  /** What a check reads, or why it cannot be said; its columns need no names. */
  static Reading readCheck(String sql) {
    TreeSet<DatasetName> inputs = new TreeSet<>();
    Optional<String> problem =
        parsed(() -> {
          LogicalPlan plan = CatalystSqlParser$.MODULE$.parsePlan(sql);
          if (plan instanceof ParsedStatement || plan instanceof Command) {
            throw new IllegalArgumentException("a " + plan.nodeName() + ", which is no query");
          }
          inputs(plan, Set.of(), inputs);
          return plan;
        });
    return new Reading(inputs, List.of(), problem);
  }

  private interface Parse {
    Object run() throws Exception;
  }

  // Scala declares no checked exceptions, so ParseException cannot be named in a catch here.
  private static Optional<String> parsed(Parse parse) {
    try {
      parse.run();
      return Optional.empty();
    } catch (Exception e) {
      String message = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
      return Optional.of(message.length() > 300 ? message.substring(0, 300) + "…" : message);
    }
  }

  private static void inputs(LogicalPlan plan, Set<String> known, Set<DatasetName> inputs) {
    Set<String> names = new HashSet<>(known);
    if (plan instanceof UnresolvedWith with) {
      for (var relation : CollectionConverters.asJava(with.cteRelations())) {
        inputs(relation._2(), names, inputs);
        names.add(relation._1().toLowerCase(Locale.ROOT));
      }
    }
    if (plan instanceof UnresolvedRelation relation) {
      List<String> parts = CollectionConverters.asJava(relation.multipartIdentifier());
      if (parts.size() == 2) {
        inputs.add(new DatasetName(parts.get(0), parts.get(1)));
      } else if (parts.size() != 1 || !names.contains(parts.getFirst().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "the table '" + String.join(".", parts) + "' is not named domain.table");
      }
    }
    if (plan instanceof RelationTimeTravel travel) {
      inputs(travel.relation(), names, inputs);
    }
    CollectionConverters.asJava(plan.expressions()).forEach(e -> inputs(e, names, inputs));
    CollectionConverters.asJava(plan.children()).forEach(child -> inputs(child, names, inputs));
  }

  private static void inputs(Expression expression, Set<String> names, Set<DatasetName> inputs) {
    if (expression instanceof SubqueryExpression subquery) {
      inputs(subquery.plan(), names, inputs);
    }
    CollectionConverters.asJava(expression.children()).forEach(e -> inputs(e, names, inputs));
  }

  /** The names of the outermost select list; a star has none, so a query must not end in one. */
  private static List<String> columns(LogicalPlan plan) {
    var list =
        switch (plan) {
          case Project project -> project.projectList();
          case Aggregate aggregate -> aggregate.aggregateExpressions();
          default -> null;
        };
    if (plan instanceof ParsedStatement || plan instanceof Command) {
      throw new IllegalArgumentException("a " + plan.nodeName() + ", which is no query");
    }
    if (list == null) {
      List<LogicalPlan> children = CollectionConverters.asJava(plan.children());
      if (children.isEmpty()) {
        throw new IllegalArgumentException("no select list");
      }
      return columns(children.getFirst());
    }
    return CollectionConverters.asJava(list).stream().map(e -> name((Expression) e)).toList();
  }

  private static String name(Expression expression) {
    return switch (expression) {
      case Alias alias -> alias.name();
      case UnresolvedAttribute attribute -> attribute.nameParts().last();
      default ->
          throw new IllegalArgumentException(
              "'" + expression.sql() + "' in the select list has no name (use AS; no *)");
    };
  }
}
