package dev.mcpfly.api.emulator;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The secret keys of an app. Guarded by the world's lock. */
final class KeyRing {
  final Map<String, Entry> entries = new LinkedHashMap<>();

  /** One key with its name's type. */
  record Entry(String type, EmulatedKey key, Instant createdAt, Instant updatedAt) {}
}
