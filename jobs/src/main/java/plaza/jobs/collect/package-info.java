/** Polls feeds that are renewed fast, each at its own pace, until told to end. */
@NullMarked
package plaza.jobs.collect;

import org.jspecify.annotations.NullMarked;
