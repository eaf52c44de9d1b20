/**
 * What a city, a feed, a source and a table are: records read from YAML, or the list of problems.
 * Depends on nothing of Plaza and on no engine.
 */
@NullMarked
package plaza.contract;

import org.jspecify.annotations.NullMarked;
