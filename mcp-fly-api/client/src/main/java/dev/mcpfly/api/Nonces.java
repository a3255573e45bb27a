package dev.mcpfly.api;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The nonces of the leases that a client holds, by app and machine. */
final class Nonces {
  private final Map<String, String> held = new ConcurrentHashMap<>();

  Optional<String> find(@Nullable String app, @Nullable String machine) {
    return Optional.ofNullable(held.get(app + "/" + machine));
  }

  void hold(String app, String machine, String nonce) {
    held.put(app + "/" + machine, nonce);
  }

  /** Forgets a nonce, unless another one has taken its place. */
  void release(String app, String machine, String nonce) {
    held.remove(app + "/" + machine, nonce);
  }
}
