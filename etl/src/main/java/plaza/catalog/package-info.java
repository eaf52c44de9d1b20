/** Everything declared under one or more roots, its order and its lineage. */
@NullMarked
package plaza.catalog;

import org.jspecify.annotations.NullMarked;
