package plaza.lake;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one landed file.
 *
 * @param id its name in the lake: the instant of fetching (UTC, to the second) and the start of the
 *     SHA-256, so that ids of a feed sort by time and the same bytes of the same second land once;
 *     of a page, that of the fetch and the page's number
 * @param origin the URL or path that it came from; a secret in it stands by its name
 * @param fileName its name as published, made safe
 * @param etag the publisher's entity tag, or null
 * @param lastModified the publisher's {@code Last-Modified}, as sent, or null
 * @param fetch the id that all pages of one fetch share, or null where one file was the whole
 * @param page which of them it is, from 1, or null
 * @param aside why it is left out of all builds, or null while it is in use
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Receipt(
    String id,
    String feed,
    Instant fetchedAt,
    String origin,
    String fileName,
    String mediaType,
    long bytes,
    String sha256,
    @Nullable String etag,
    @Nullable String lastModified,
    @Nullable String fetch,
    @Nullable Integer page,
    @Nullable String aside) {

  /**
   * The version of the feed that it is, or is a page of: the beginning of the ids of all its files.
   */
  public String version() {
    return Objects.requireNonNullElse(fetch, id);
  }

  /** The same, set aside for a reason. */
  public Receipt setAside(String why) {
    return new Receipt(
        id,
        feed,
        fetchedAt,
        origin,
        fileName,
        mediaType,
        bytes,
        sha256,
        etag,
        lastModified,
        fetch,
        page,
        why);
  }
}
