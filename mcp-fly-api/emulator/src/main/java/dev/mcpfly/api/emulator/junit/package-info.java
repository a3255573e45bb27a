/**
 * The emulator in tests with JUnit 5 and 6: {@link
 * dev.mcpfly.api.emulator.junit.FlyEmulatorExtension}. JUnit is not a dependency; the test has it.
 */
@NullMarked
package dev.mcpfly.api.emulator.junit;

import org.jspecify.annotations.NullMarked;
