package dev.mcpfly.image;

/** The program that serves a wrapped stdio server over HTTP. */
public enum Wrapper {
  /**
   * The relay of this library on a JRE: Streamable HTTP, which every HTTP-capable client speaks.
   */
  RELAY("/mcp", true),

  /**
   * flyctl's {@code mcp wrap}, a static program: its own dialect, which needs a proxy beside the
   * client.
   */
  FLYCTL("/", false);

  private final String path;
  private final boolean streamableHttp;

  Wrapper(String path, boolean streamableHttp) {
    this.path = path;
    this.streamableHttp = streamableHttp;
  }

  /** Returns where the server answers. */
  public String path() {
    return path;
  }

  /** Returns whether clients can connect straight to it. */
  public boolean streamableHttp() {
    return streamableHttp;
  }
}
