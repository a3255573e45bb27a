/**
 * Edits YAML text in place; snakeyaml-engine's events say where every node stands. Start with
 * {@link dev.mcpfly.config.internal.yaml.YamlFormat}.
 */
@NullMarked
package dev.mcpfly.config.internal.yaml;

import org.jspecify.annotations.NullMarked;
