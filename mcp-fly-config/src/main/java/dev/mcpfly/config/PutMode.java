package dev.mcpfly.config;

/** What happens when the name of a new entry is in use. */
public enum PutMode {
  /** Nothing: planning fails with {@link NameInUseException}. */
  ADD,
  /**
   * The entry is changed to what is put; members that a user or the client added ({@code
   * autoApprove}, {@code disabled}, {@code tools} and the like) stay, those of another transport
   * go.
   */
  MERGE,
  /** The entry is replaced with all that is in it. */
  REPLACE
}
