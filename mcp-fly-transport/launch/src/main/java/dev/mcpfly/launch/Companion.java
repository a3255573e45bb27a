package dev.mcpfly.launch;

import dev.mcpfly.api.MachineContainerBuilder;
import java.util.function.Consumer;

/**
 * Another container of the same machine.
 *
 * @param name its name
 * @param image its image
 * @param settings its other settings
 */
record Companion(String name, String image, Consumer<MachineContainerBuilder> settings) {}
