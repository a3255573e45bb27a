/** JSON trees that can be changed, for the emulator's state and answers. */
@NullMarked
package dev.mcpfly.api.emulator.internal.json;

import org.jspecify.annotations.NullMarked;
