/**
 * Reads images from OCI registries and writes images to them over HTTP, without Docker or any other
 * tool. Start at {@link dev.mcpfly.image.registry.RegistryClient}.
 */
@NullMarked
package dev.mcpfly.image.registry;

import org.jspecify.annotations.NullMarked;
