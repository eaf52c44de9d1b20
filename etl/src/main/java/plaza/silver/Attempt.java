package plaza.silver;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.codegen.Block;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.FalseLiteral$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Evaluates its child and gives a struct of the value and of why there is none: an exception of the
 * child becomes its message and a null, row by row. The one wrapper around every expression of a
 * source; {@code TryEval} of Catalyst is the same without the why.
 *
 * <p>It does generate code; being a {@code CodegenFallback} all the same is what keeps Catalyst
 * from lifting a part that two columns share out of the {@code try}, where its exception would end
 * the job. What {@code nullif} and {@code between} evaluate once only stays inside by the session's
 * setting {@code spark.sql.alwaysInlineCommonExpr}.
 */
public final class Attempt extends Expression implements CodegenFallback, Serializable {
  private static final long serialVersionUID = 1;
  private static final int MAX_MESSAGE = 200;

  private final Expression child;

  /** Wraps an expression, resolved or not. */
  public Attempt(Expression child) {
    this.child = child;
  }

  @Override
  public Seq<Expression> children() {
    return CollectionConverters.asScala(List.of(child)).toSeq();
  }

  @Override
  public DataType dataType() {
    return new StructType(
        new StructField[] {
          new StructField("value", child.dataType(), true, Metadata.empty()),
          new StructField("error", DataTypes.StringType, true, Metadata.empty())
        });
  }

  @Override
  public boolean nullable() {
    return false;
  }

  @Override
  public Object eval(InternalRow input) {
    try {
      return struct(child.eval(input), null);
    } catch (Exception e) {
      return struct(null, why(e));
    }
  }

  private static InternalRow struct(@Nullable Object value, @Nullable UTF8String error) {
    return new GenericInternalRow(new @Nullable Object[] {value, error});
  }

  /** The first line of an exception's message, shortened; called from generated code. */
  public static UTF8String why(Exception e) {
    String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    // Spark appends advice to turn ANSI off, and the SQL around the error: neither is the finding.
    String first =
        message.lines().findFirst().orElse("").replaceFirst(" (Use|To return|If nec).*", "");
    return UTF8String.fromString(
        first.length() > MAX_MESSAGE ? first.substring(0, MAX_MESSAGE) + "…" : first);
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    ExprCode inner = child.genCode(context);
    String fields = context.freshName("fields");
    String row = GenericInternalRow.class.getName();
    String before = "Object[] %s = new Object[2];\ntry {\n".formatted(fields);
    String after =
        """

        if (!%s) { %s[0] = (%s) (%s); }
        } catch (Exception e) {
          %s[0] = null;
          %s[1] = %s.why(e);
        }
        """
            .formatted(
                inner.isNull().code(),
                fields,
                CodeGenerator.boxedType(child.dataType()),
                inner.value().code(),
                fields,
                fields,
                Attempt.class.getName());
    String made = "new " + row + "(" + fields + ")";
    String value = code.value().code();
    @Nullable BoundReference text = findText();
    Block block =
        text == null
            ? GeneratedCode.around(
                before, inner.code(), after + "InternalRow " + value + " = " + made + ";\n")
            : remembered(
                context, text, value, GeneratedCode.around(before, inner.code(), after), made);
    return code.copy(block, FalseLiteral$.MODULE$, code.value());
  }

  // Rows of a file mostly say the same time as the one before, and to parse it costs the most.
  private static Block remembered(
      CodegenContext context, BoundReference text, String value, Block evaluation, String made) {
    ExprCode given = text.genCode(context);
    String last =
        context.addMutableState("UTF8String", "lastText", n -> n + " = null;", false, true);
    String known =
        context.addMutableState("InternalRow", "lastRow", n -> n + " = null;", false, true);
    String before =
        "if (%1$s || %2$s == null || %3$s == null || !%3$s.equals(%4$s)) {\n"
            .formatted(given.isNull().code(), known, last, given.value().code());
    String after =
        """
        %1$s = %2$s ? null : %3$s.clone();
        %4$s = %5$s;
        }
        InternalRow %6$s = %4$s;
        """
            .formatted(last, given.isNull().code(), given.value().code(), known, made, value);
    return GeneratedCode.around("", given.code(), GeneratedCode.around(before, evaluation, after));
  }

  /** The one text that a time is made of, if nothing else decides what it is. */
  private @Nullable BoundReference findText() {
    boolean isTime =
        child.dataType() instanceof TimestampType || child.dataType() instanceof DateType;
    if (!isTime || !child.deterministic()) {
      return null;
    }
    List<Expression> inputs =
        CollectionConverters.asJava(child.collectLeaves()).stream()
            .filter(leaf -> !(leaf instanceof Literal))
            .distinct()
            .toList();
    return inputs.size() == 1
            && inputs.getFirst() instanceof BoundReference only
            && only.dataType() instanceof StringType
        ? only
        : null;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new Attempt(newChildren.head());
  }

  @Override
  public Object productElement(int n) {
    return child;
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof Attempt;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attempt attempt && attempt.child.equals(child);
  }

  @Override
  public int hashCode() {
    return 31 * child.hashCode() + 1;
  }
}
