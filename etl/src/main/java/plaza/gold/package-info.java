/** The room that derives a table from other tables by plain SQL. */
@NullMarked
package plaza.gold;

import org.jspecify.annotations.NullMarked;
