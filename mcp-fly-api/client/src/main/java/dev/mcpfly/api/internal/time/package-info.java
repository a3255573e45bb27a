/**
 * Times and durations in the notations of the API. Exported to the emulator alone, which answers in
 * the same notations.
 */
@NullMarked
package dev.mcpfly.api.internal.time;

import org.jspecify.annotations.NullMarked;
