package plaza.contract;

/**
 * What the licence of a feed asks of whoever passes on what was made of it.
 *
 * @param id the SPDX identifier
 * @param attributes whether its publisher has to be named
 * @param sharesAlike whether what is made of it has to be under the same licence
 * @param isNonCommercial whether nobody may be charged for it
 * @param allowsDerivatives whether it may be passed on changed
 */
public record Licence(
    String id,
    boolean attributes,
    boolean sharesAlike,
    boolean isNonCommercial,
    boolean allowsDerivatives) {}
