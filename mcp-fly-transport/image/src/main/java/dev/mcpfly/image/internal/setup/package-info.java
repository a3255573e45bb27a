/**
 * Setup lines in Dockerfile syntax. Exported to the launcher alone, which runs them in Machines
 * that get no image of their own, too.
 */
@NullMarked
package dev.mcpfly.image.internal.setup;

import org.jspecify.annotations.NullMarked;
