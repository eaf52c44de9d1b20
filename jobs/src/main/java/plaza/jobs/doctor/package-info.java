/** Looks over a home and says what is wrong with it: {@code plaza doctor}. */
@NullMarked
package plaza.jobs.doctor;

import org.jspecify.annotations.NullMarked;
