package dev.mcpfly.api;

/** What a token may be asked to allow. */
public enum TokenAction {
  /** Looking at something. */
  READ('r'),
  /** Changing something. */
  WRITE('w'),
  /** Creating something. */
  CREATE('c'),
  /** Deleting something. */
  DELETE('d'),
  /** Starting, stopping and the like. */
  CONTROL('C');

  private final char letter;

  TokenAction(char letter) {
    this.letter = letter;
  }

  /** Returns the letter that the API has for it. */
  char letter() {
    return letter;
  }
}
