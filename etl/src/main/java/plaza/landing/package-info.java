/** The room that takes a publisher's bytes and leaves the same bytes and a receipt. */
@NullMarked
package plaza.landing;

import org.jspecify.annotations.NullMarked;
