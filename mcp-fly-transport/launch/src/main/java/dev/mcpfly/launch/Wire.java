package dev.mcpfly.launch;

import org.jspecify.annotations.Nullable;

/** What a deployed server speaks over HTTP. */
public enum Wire {
  /** The dialect of {@code flyctl mcp wrap}: only a stdio proxy can speak it. */
  WRAP("wrap"),
  /** MCP's Streamable HTTP. */
  STREAMABLE_HTTP("streamable-http"),
  /** MCP's older HTTP with Server-Sent Events. */
  SSE("sse");

  private final String id;

  Wire(String id) {
    this.id = id;
  }

  /** Returns the name that machine metadata has for it. */
  public String id() {
    return id;
  }

  /** Returns the wire of an id; null for one that this version does not know. */
  static @Nullable Wire of(String id) {
    for (Wire wire : values()) {
      if (wire.id.equals(id)) {
        return wire;
      }
    }
    return null;
  }
}
