package dev.mcpfly.config.internal.text;

import org.jspecify.annotations.Nullable;

/**
 * A named entry of a container.
 *
 * @param name its name; for an item of a named list that has none, the empty string
 * @param tree its value as a plain tree; in a named list without the member that holds the name
 * @param span where it stands, name included; where its parts are scattered (TOML), from the first
 *     to the last
 */
public record Entry(String name, @Nullable Object tree, Span span) {}
