/** The canonical GTFS validator, in a process of its own. */
@NullMarked
package plaza.gtfs;

import org.jspecify.annotations.NullMarked;
