/** Writes recordings of Atlantis, a simulated city, in the very forms that real publishers use. */
@NullMarked
package plaza.jobs.sample;

import org.jspecify.annotations.NullMarked;
