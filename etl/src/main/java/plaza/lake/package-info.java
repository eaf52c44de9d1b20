/** The only door to storage: landed files, tables, builds and publishing. */
@NullMarked
package plaza.lake;

import org.jspecify.annotations.NullMarked;
