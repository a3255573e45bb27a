/**
 * Puts images together without Docker and without a builder: layers from files and from other
 * images, and a stdio MCP server wrapped so that it is served over HTTP. Start at {@link
 * dev.mcpfly.image.ServerImage} for a server, at {@link dev.mcpfly.image.ImageAssembly} for any
 * image.
 */
@NullMarked
package dev.mcpfly.image;

import org.jspecify.annotations.NullMarked;
