/**
 * Airflow beside Plaza: installed in an environment of its own, run as daemons, and asked through
 * its REST API.
 */
@NullMarked
package plaza.jobs.airflow;

import org.jspecify.annotations.NullMarked;
