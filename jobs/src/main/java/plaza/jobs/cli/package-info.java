/** The one command. */
@NullMarked
package plaza.jobs.cli;

import org.jspecify.annotations.NullMarked;
