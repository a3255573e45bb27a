package dev.mcpfly.api.emulator;

/** The forms in which errors arrive from Fly and from what stands in front of it. */
public enum ErrorShape {
  /**
   * {@code {"error":"text","status":"code"}}, the status only where there is a code. The default.
   */
  FLAPS,
  /** {@code {"status":"error","message":"text"}}, as lease conflicts come. */
  MESSAGE,
  /** {@code {"errors":{"detail":"text"}}}. */
  DETAIL,
  /** {@code {"error":"text","status":422}}: the HTTP status where a code is expected. */
  NUMERIC_STATUS,
  /** The bare text, as {@code text/plain}. */
  PLAIN_TEXT,
  /** A proxy's HTML page. */
  HTML,
  /** No body. */
  EMPTY
}
