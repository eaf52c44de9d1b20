/**
 * The job service: takes jobs over HTTP, keeps them in PostgreSQL, and has them carried out by a
 * warm worker, each once.
 */
@NullMarked
package plaza.jobs.service;

import org.jspecify.annotations.NullMarked;
