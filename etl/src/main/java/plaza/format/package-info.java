/**
 * Readers: each turns one landed file into rows of text fields with addresses. No engine in them.
 */
@NullMarked
package plaza.format;

import org.jspecify.annotations.NullMarked;
