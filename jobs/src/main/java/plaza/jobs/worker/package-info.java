/** The Spark worker: a process of its own that builds what it is told and says how it goes. */
@NullMarked
package plaza.jobs.worker;

import org.jspecify.annotations.NullMarked;
