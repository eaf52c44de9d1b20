/**
 * The real servers that run beside Plaza on one machine: PostgreSQL and Trino, on loopback, as
 * daemons.
 */
@NullMarked
package plaza.jobs.stack;

import org.jspecify.annotations.NullMarked;
