package plaza.lake;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a publisher last answered for a feed, and with what, whether or not anything landed.
 *
 * @param origin the URL asked
 * @param version the version that it offered, which had landed by then
 * @param etag the entity tag of that answer, or null
 * @param lastModified its {@code Last-Modified}, as sent, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Look(
    Instant at,
    String origin,
    String version,
    @Nullable String etag,
    @Nullable String lastModified) {}
