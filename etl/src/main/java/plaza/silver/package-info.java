/** The room that turns landed rows into typed rows of one dataset, with a fate for every row. */
@NullMarked
package plaza.silver;

import org.jspecify.annotations.NullMarked;
