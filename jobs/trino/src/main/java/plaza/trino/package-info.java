/**
 * What the Trino server loads of Plaza: each query is noted on disk, and what is used up refused.
 */
@NullMarked
package plaza.trino;

import org.jspecify.annotations.NullMarked;
