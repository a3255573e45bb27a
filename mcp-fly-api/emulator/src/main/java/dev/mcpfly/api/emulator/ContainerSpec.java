package dev.mcpfly.api.emulator;

import java.util.Map;

/**
 * One container of a machine.
 *
 * @param name its name; empty for that of a machine without containers
 * @param spec what it runs
 * @param dependsOn the containers that must be up before it, and whether they must be healthy
 * @param checkedPort the port at which it is healthy once something listens; 0 if it has no such
 *     check
 */
record ContainerSpec(
    String name, MachineSpec spec, Map<String, Boolean> dependsOn, int checkedPort) {}
