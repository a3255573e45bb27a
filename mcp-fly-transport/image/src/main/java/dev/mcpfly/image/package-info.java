/**
 * Assembles images without Docker and without a builder: from layers of files and of other images,
 * and with a stdio MCP server wrapped so it is served over HTTP. Start at {@link
 * dev.mcpfly.image.ServerImage} for a server, at {@link dev.mcpfly.image.ImageAssembly} for any
 * image.
 */
@NullMarked
package dev.mcpfly.image;

import org.jspecify.annotations.NullMarked;
