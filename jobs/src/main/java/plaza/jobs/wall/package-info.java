/** What Trino is told of people and agreements, and who keeps telling it. */
@NullMarked
package plaza.jobs.wall;

import org.jspecify.annotations.NullMarked;
