package plaza.silver;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.codegen.Block;
import scala.StringContext;
import scala.jdk.javaapi.CollectionConverters;

/** What Catalyst's {@code code"…"} does in Scala, for expressions that are written in Java. */
final class GeneratedCode {
  private GeneratedCode() {}

  /** Code of others between our own; each side is a text or a block. */
  static Block around(String before, Object code, Object after) {
    return new Block.BlockHelper(
            new StringContext(CollectionConverters.asScala(List.of(before, "", "")).toSeq()))
        .code(CollectionConverters.asScala(List.of(code, after)).toSeq());
  }
}
