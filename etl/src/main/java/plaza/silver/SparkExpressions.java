package plaza.silver;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.classic.ExpressionUtils;
import scala.jdk.javaapi.CollectionConverters;

/** The expressions of sources, as Catalyst sees them. */
final class SparkExpressions {
  private SparkExpressions() {}

  /** An expression inside the wrapper: a struct of {@code value} and {@code error}. */
  static Column attempt(SparkSession spark, String sql) throws ParseException {
    return ExpressionUtils.column(new Attempt(parsed(spark, sql)));
  }

  /** What there is to know of a column of geometries: see {@link Outline}. */
  static Column outline(SparkSession spark, String name) throws ParseException {
    return ExpressionUtils.column(new Outline(parsed(spark, "`" + name + "`")));
  }

  private static Expression parsed(SparkSession spark, String sql) throws ParseException {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .sessionState()
        .sqlParser()
        .parseExpression(sql);
  }

  /** The names that expressions refer to, in the order met. */
  static Set<String> names(List<String> expressions) {
    Set<String> names = new LinkedHashSet<>();
    expressions.forEach(sql -> names(CatalystSqlParser$.MODULE$.parseExpression(sql), names));
    return names;
  }

  private static void names(Expression expression, Set<String> names) {
    if (expression instanceof UnresolvedAttribute attribute) {
      names.add(attribute.nameParts().head());
    }
    CollectionConverters.asJava(expression.children()).forEach(child -> names(child, names));
  }
}
