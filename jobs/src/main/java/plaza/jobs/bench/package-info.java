/**
 * Benches: what Plaza promises, measured and attacked with real parts, printed as tables and JSON.
 */
@NullMarked
package plaza.jobs.bench;

import org.jspecify.annotations.NullMarked;
