package dev.mcpfly.config.internal.text;

import org.jspecify.annotations.Nullable;

/**
 * A value that a text holds.
 *
 * @param tree the value as a plain tree
 * @param span where the value stands; where its parts are scattered (TOML), from the first to the
 *     last
 */
public record Value(@Nullable Object tree, Span span) {}
