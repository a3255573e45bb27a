package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The secrets of an app, with the version that counts their changes. */
final class SecretStore {
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long version;

  long version() {
    return version;
  }

  int size() {
    return entries.size();
  }

  /** Sets a secret, or removes it if the value is null. */
  void set(String name, @Nullable String value, Instant now) {
    if (value == null) {
      entries.remove(name);
      return;
    }
    Entry before = entries.get(name);
    entries.put(name, new Entry(value, before == null ? now : before.createdAt(), now));
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** Counts a change that consists of any number of sets. */
  long commit() {
    version += 1;
    return version;
  }

  /** Returns the values by name, as they are now. */
  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    entries.forEach((name, entry) -> values.put(name, entry.value()));
    return values;
  }

  /**
   * Refuses a version that does not exist yet.
   *
   * @throws ApiError 412
   */
  void require(OptionalLong minimum) {
    if (minimum.isPresent() && minimum.getAsLong() > version) {
      throw ApiError.precondition(
          "min_secrets_version " + minimum.getAsLong() + " is not yet available on this app");
    }
  }

  ObjectNode json(String name, boolean shown) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw ApiError.notFound("secret not found");
    }
    ObjectNode json = Json.object().put("name", name).put("digest", digest(entry.value()));
    if (shown) {
      json.put("value", entry.value());
    }
    return json.put("created_at", entry.createdAt().toString())
        .put("updated_at", entry.updatedAt().toString());
  }

  Iterable<String> names() {
    return entries.keySet();
  }

  static String digest(String value) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha.digest(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private record Entry(String value, Instant createdAt, Instant updatedAt) {
    @Override
    public String toString() {
      return "Entry[…]";
    }
  }
}
