/** What a scheduler is told of what is declared: {@code catalog.json}. */
@NullMarked
package plaza.jobs.schedule;

import org.jspecify.annotations.NullMarked;
