/**
 * Who may see what: people, organisations and what was agreed with them, in PostgreSQL, and the
 * policy that follows from these and from what contracts declare.
 */
@NullMarked
package plaza.jobs.access;

import org.jspecify.annotations.NullMarked;
