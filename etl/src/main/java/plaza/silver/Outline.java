package plaza.silver;

import java.io.Serializable;
import java.util.List;
import org.apache.sedona.common.Functions;
import org.apache.sedona.sql.utils.GeometrySerializer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * All that is asked of a row's geometry, as a struct: {@code xmin ymin xmax ymax kind is_empty wkb}
 * as Sedona's functions give them, from unpacking it once instead of once for each of them.
 */
public final class Outline extends Expression implements Serializable {
  private static final long serialVersionUID = 1;

  private static final DataType TYPE =
      new StructType()
          .add("xmin", DataTypes.DoubleType)
          .add("ymin", DataTypes.DoubleType)
          .add("xmax", DataTypes.DoubleType)
          .add("ymax", DataTypes.DoubleType)
          .add("kind", DataTypes.StringType)
          .add("is_empty", DataTypes.BooleanType)
          .add("wkb", DataTypes.BinaryType);

  private final Expression geometry;

  /** Of a geometry, as Sedona holds it. */
  public Outline(Expression geometry) {
    this.geometry = geometry;
  }

  /** Called from generated code. */
  public static InternalRow of(byte[] packed) {
    Geometry geometry = GeometrySerializer.deserialize(packed);
    return new GenericInternalRow(
        new Object[] {
          Functions.xMin(geometry),
          Functions.yMin(geometry),
          Functions.xMax(geometry),
          Functions.yMax(geometry),
          UTF8String.fromString(Functions.geometryType(geometry)),
          geometry.isEmpty(),
          Functions.asWKB(geometry)
        });
  }

  @Override
  public Seq<Expression> children() {
    return CollectionConverters.asScala(List.of(geometry)).toSeq();
  }

  @Override
  public DataType dataType() {
    return TYPE;
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public @Nullable Object eval(InternalRow input) {
    Object packed = geometry.eval(input);
    return packed == null ? null : of((byte[]) packed);
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    ExprCode inner = geometry.genCode(context);
    String after =
        """

        boolean %1$s = %2$s;
        InternalRow %3$s = %1$s ? null : %4$s.of(%5$s);
        """
            .formatted(
                code.isNull().code(),
                inner.isNull().code(),
                code.value().code(),
                Outline.class.getName(),
                inner.value().code());
    return code.copy(GeneratedCode.around("", inner.code(), after), code.isNull(), code.value());
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new Outline(newChildren.head());
  }

  @Override
  public Object productElement(int n) {
    return geometry;
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof Outline;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Outline outline && outline.geometry.equals(geometry);
  }

  @Override
  public int hashCode() {
    return 31 * geometry.hashCode() + 2;
  }
}
