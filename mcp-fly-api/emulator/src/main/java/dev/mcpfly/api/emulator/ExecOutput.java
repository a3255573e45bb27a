package dev.mcpfly.api.emulator;

/**
 * The result of a command that ran inside a machine.
 *
 * @param exitCode its exit code; 128 and the signal's number if a signal ended it
 * @param stdout what it wrote to its standard output
 * @param stderr what it wrote to its standard error
 */
public record ExecOutput(int exitCode, String stdout, String stderr) {}
