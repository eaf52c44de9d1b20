/** What is said of a released version in the words of catalogues, contracts and packages. */
@NullMarked
package plaza.release.document;

import org.jspecify.annotations.NullMarked;
