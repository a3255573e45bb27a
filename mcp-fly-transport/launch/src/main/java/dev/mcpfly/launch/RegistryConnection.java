package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Reads JSON from a registry. Thread-safe; the HTTP client is created when it is first needed. */
final class RegistryConnection {
  private static final int MAX_ANSWER = 16 << 20;

  private final RegistryAccess access;
  private final Object lock = new Object();
  private @Nullable RegistryHttp http;

  RegistryConnection(RegistryAccess access) {
    this.access = access;
  }

  RegistryHttp http() {
    synchronized (lock) {
      if (http == null) {
        http = new RegistryHttp(access.headers(), access.timeout(), access.trustStore());
      }
      return http;
    }
  }

  /**
   * Reads a resource.
   *
   * @param what names it in messages
   * @throws RegistryException if it cannot be read, or is not an object
   */
  JsonObject get(String path, String what) {
    try {
      return http().json(access.resource(path), what, MAX_ANSWER);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(Texts.excerpt(String.valueOf(e.getMessage()), 500));
    } catch (JsonException e) {
      throw new RegistryException(
          "The registry %s did not return %s: the answer is not valid (%s)."
              .formatted(
                  access.base().getHost(),
                  what,
                  Texts.excerpt(String.valueOf(e.getMessage()), 200)));
    }
  }
}
