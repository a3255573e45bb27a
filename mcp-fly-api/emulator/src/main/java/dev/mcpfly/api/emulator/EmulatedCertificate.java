package dev.mcpfly.api.emulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One hostname of an app with its certificates. Guarded by the world's lock. */
final class EmulatedCertificate {
  final String hostname;
  final Instant createdAt;
  Instant updatedAt;
  boolean acme;
  boolean checked;
  @Nullable Custom custom;

  EmulatedCertificate(String hostname, Instant createdAt) {
    this.hostname = hostname;
    this.createdAt = createdAt;
    this.updatedAt = createdAt;
  }

  /** A certificate that the user brought. */
  record Custom(String issuer, Instant createdAt, Instant expiresAt) {}
}
