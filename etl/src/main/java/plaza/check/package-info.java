/** Findings about data, and the rules that a build must pass before anyone sees it. */
@NullMarked
package plaza.check;

import org.jspecify.annotations.NullMarked;
