/**
 * The room where one version of a table becomes an immutable version for each tier: selected,
 * coarsened, delayed, withheld; attacked before it is published. It computes no new fact.
 */
@NullMarked
package plaza.release;

import org.jspecify.annotations.NullMarked;
