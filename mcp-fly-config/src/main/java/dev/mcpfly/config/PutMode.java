package dev.mcpfly.config;

/** What happens when the name of a new entry is in use. */
public enum PutMode {
  /** Planning fails with {@link NameInUseException}. */
  ADD,
  /**
   * The existing entry is updated; members that a user or the client added ({@code autoApprove},
   * {@code disabled}, {@code tools} and the like) stay, those of another transport go.
   */
  MERGE,
  /** The existing entry is replaced, with all its members. */
  REPLACE
}
