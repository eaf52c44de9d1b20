/**
 * Asks a real Trino, as everybody, for everything, by every way; and knows what must come of it.
 */
@NullMarked
package plaza.jobs.bench.access;

import org.jspecify.annotations.NullMarked;
