/**
 * Secret keys that really encrypt and sign, with the JDK's own cryptography. Start with {@link
 * dev.mcpfly.api.emulator.internal.kms.SecretKeys}.
 */
@NullMarked
package dev.mcpfly.api.emulator.internal.kms;

import org.jspecify.annotations.NullMarked;
