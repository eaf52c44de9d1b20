package plaza.format;

/**
 * A part of a file that can be read on its own.
 *
 * @param from offset of its first byte
 * @param to offset behind its last byte
 * @param lines how many lines stand before it
 */
public record Span(long from, long to, long lines) {}
