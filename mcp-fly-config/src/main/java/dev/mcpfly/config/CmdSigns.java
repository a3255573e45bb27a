package dev.mcpfly.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds characters that must not occur in an argument passed to a script such as {@code npx.cmd}
 * through the Windows shell. Such a script passes its arguments on ({@code %*}) in a line that the
 * shell parses again, so characters that survive the first parse take effect in the second.
 */
final class CmdSigns {
  /** Commands that Windows runs through its shell. */
  private static final Pattern SCRIPT =
      Pattern.compile("(?i)(.*[/\\\\])?(npx|npm|pnpm|pnpx|yarn)|.*\\.(cmd|bat)", Pattern.DOTALL);

  /** Characters that the shell interprets: all of them outside quotes, some also inside. */
  private static final String SIGNS = "&|<>^%!\"";

  private CmdSigns() {}

  /** Returns whether a command is a script. */
  static boolean isScript(String command) {
    return SCRIPT.matcher(command).matches();
  }

  /**
   * Describes the part of a word that would arrive changed; empty if the word arrives unchanged.
   */
  static Optional<String> in(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        return Optional.of("spaces");
      } else if (Character.isISOControl(c)) {
        return Optional.of("control characters");
      } else if (SIGNS.indexOf(c) >= 0) {
        return Optional.of("the sign " + c);
      }
    }
    return Optional.empty();
  }
}
