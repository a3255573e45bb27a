package dev.mcpfly.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an argument must not hold that reaches a script such as {@code npx.cmd} through Windows'
 * shell. Such a script hands its arguments on ({@code %*}) in a line that the shell reads once
 * more, so that what a first reading let pass counts in the second.
 */
final class CmdSigns {
  /** What Windows runs by way of its shell. */
  private static final Pattern SCRIPT =
      Pattern.compile("(?i)(.*[/\\\\])?(npx|npm|pnpm|pnpx|yarn)|.*\\.(cmd|bat)", Pattern.DOTALL);

  /** Signs that the shell obeys, wherever they stand outside of quotes, and some inside. */
  private static final String SIGNS = "&|<>^%!\"";

  private CmdSigns() {}

  /** Returns whether a command is a script. */
  static boolean isScript(String command) {
    return SCRIPT.matcher(command).matches();
  }

  /** Returns what in a word would not arrive as it is, in words; empty if all of it would. */
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
