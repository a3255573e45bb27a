/**
 * Reads images from OCI registries and writes images to them over HTTP, with no Docker and no other
 * tool. Start at {@link dev.mcpfly.launch.image.registry.RegistryClient}.
 */
@NullMarked
package dev.mcpfly.launch.image.registry;

import org.jspecify.annotations.NullMarked;
