/**
 * What Plaza is made of that others wrote: listed, its licences reviewed, what is known to be bad
 * refused.
 */
@org.jspecify.annotations.NullMarked
package plaza.jobs.supply;
