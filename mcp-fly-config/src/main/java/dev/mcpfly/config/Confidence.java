package dev.mcpfly.config;

/** How it is known what a client reads. */
public enum Confidence {
  /** The client itself was run and asked. */
  OBSERVED,
  /** The client's own source says so. */
  SOURCE_CODE,
  /** The vendor's documentation says so. */
  DOCUMENTED,
  /** Other installers write the file in this way. */
  INSTALLERS,
  /**
   * Only users' reports and third parties say so. New entries are refused unless {@link
   * McpClient#unverified()} was called.
   */
  REPORTED;

  /** Returns whether entries are written without {@link McpClient#unverified()}. */
  public boolean isCertain() {
    return this != REPORTED;
  }
}
