/** What it costs that Airflow asks and a service carries out. */
@NullMarked
package plaza.jobs.bench.schedule;

import org.jspecify.annotations.NullMarked;
