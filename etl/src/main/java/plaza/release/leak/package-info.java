/** Attacks on what is about to be released: code that tries to win, before anyone else does. */
@NullMarked
package plaza.release.leak;

import org.jspecify.annotations.NullMarked;
