package dev.mcpfly.config;

/** A way in which a client differs from most others. */
enum ClientTrait {
  /** Locks its file with a directory {@code FILE.lock} beside it. */
  LOCKS_WITH_DIRECTORY,

  /** Keeps entries for one project in the user's file. */
  LOCAL_SCOPE,

  /** Merges all candidates for a file, the first over the others. */
  MERGES_FILES,

  /** Reads one of several candidates, and it is unknown which. */
  ONE_FILE_ONLY,

  /** Has profiles as VS Code has them. */
  PROFILES,

  /** Cannot start a command whose path has spaces. */
  NO_SPACES_IN_COMMAND,

  /**
   * Starts a script such as {@code npx} through the shell {@code cmd} on Windows, which splits
   * arguments at spaces and interprets characters such as {@code &}.
   */
  BREAKS_SPACES_ON_WINDOWS,

  /** Replaces {@code %NAME%} in environment and headers on Windows. */
  REPLACES_PERCENT_ON_WINDOWS
}
