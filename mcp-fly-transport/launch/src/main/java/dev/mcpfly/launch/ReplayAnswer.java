package dev.mcpfly.launch;

import org.jspecify.annotations.Nullable;

/**
 * What a gateway answers to one request.
 *
 * @param header the one header that matters
 * @param value its value
 * @param body the body; empty where the header says it all
 */
record ReplayAnswer(String header, String value, String body) {
  /**
   * Decides.
   *
   * @param mount the part of the path that is the gateway's own
   */
  static ReplayAnswer to(FlyReplay replay, String mount, String path, @Nullable String query) {
    String own = mount.endsWith("/") ? mount.substring(0, mount.length() - 1) : mount;
    if (own.isEmpty() || !path.startsWith(own)) {
      return new ReplayAnswer(FlyReplay.HEADER, replay.header(), "");
    }
    String rest = path.substring(own.length());
    String target = (rest.startsWith("/") ? rest : "/" + rest) + (query == null ? "" : "?" + query);
    return new ReplayAnswer("Content-Type", FlyReplay.CONTENT_TYPE, replay.body(target));
  }
}
