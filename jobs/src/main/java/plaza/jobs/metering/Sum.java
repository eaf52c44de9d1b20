package plaza.jobs.metering;

/**
 * What somebody has used of a tier of a dataset, by one right.
 *
 * @param uses queries and downloads
 * @param unknown of how many of these nobody knows the rows, since the server died
 * @param rows of those that are known
 * @param bytes of those that are known
 */
public record Sum(
    String user,
    String organisation,
    String dataset,
    String tier,
    String by,
    long uses,
    long unknown,
    long rows,
    long bytes) {}
