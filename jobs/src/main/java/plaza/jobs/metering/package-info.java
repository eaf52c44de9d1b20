/**
 * Who read what: a log that is only added to, each entry bound to the one before it by a hash; what
 * is left of quotas, and receipts that can be checked offline.
 */
@NullMarked
package plaza.jobs.metering;

import org.jspecify.annotations.NullMarked;
