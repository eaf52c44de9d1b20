package plaza.gold;

import java.time.LocalDate;
import java.util.Collection;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** Puts a filter of days over every table of an analysed plan that has a date column of a name. */
final class DaysOnly extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
  private final String column;
  private final Collection<LocalDate> days;

  DaysOnly(String column, Collection<LocalDate> days) {
    this.column = column;
    this.days = days;
  }

  @Override
  public boolean isDefinedAt(LogicalPlan plan) {
    return find(plan) != null;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    Attribute attribute = find(plan);
    if (attribute == null) {
      return plan;
    }
    var literals =
        days.stream()
            .map(day -> (Expression) Literal.create((int) day.toEpochDay(), DataTypes.DateType))
            .toList();
    return new Filter(new In(attribute, CollectionConverters.asScala(literals).toSeq()), plan);
  }

  private @Nullable Attribute find(LogicalPlan plan) {
    if (plan instanceof DataSourceV2Relation relation) {
      for (Attribute attribute : CollectionConverters.asJava(relation.output())) {
        if (attribute.name().equals(column) && attribute.dataType().equals(DataTypes.DateType)) {
          return attribute;
        }
      }
    }
    return null;
  }
}
