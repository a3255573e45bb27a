package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into words as a POSIX shell would, without running or expanding anything.
 */
final class ShellWords {
  private ShellWords() {}

  /**
   * Returns words that were split already.
   *
   * @throws InvalidLaunchException if there is none, or one is null
   */
  static List<String> checked(List<String> words) {
    Given.value("command", words).forEach(word -> Given.value("a word of command", word));
    if (words.isEmpty()) {
      throw new InvalidLaunchException(
          "The command is empty; name the program that is the MCP server.");
    }
    return List.copyOf(words);
  }

  /**
   * Splits {@code line} at blanks outside quotes. Single quotes keep everything, double quotes let
   * a backslash escape {@code " \ $ `}, a bare backslash escapes the next character.
   *
   * @throws InvalidLaunchException if a quote or a backslash is left open, or no word is there
   */
  static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote == '\'') {
        if (c == '\'') {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\\') {
        if (i + 1 == line.length()) {
          throw new InvalidLaunchException(
              "The command ends in a backslash: %s; remove it or quote the word."
                  .formatted(Texts.shown(line)));
        }
        char next = line.charAt(++i);
        if (quote == '"' && "\"\\$`".indexOf(next) < 0) {
          word.append(c);
        }
        word.append(next);
        inWord = true;
      } else if (quote == '"') {
        if (c == '"') {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new InvalidLaunchException(
          "The command has an unclosed %s quote: %s; close it."
              .formatted(quote == '"' ? "double" : "single", Texts.shown(line)));
    }
    if (inWord) {
      words.add(word.toString());
    }
    if (words.isEmpty()) {
      throw new InvalidLaunchException(
          "The command is empty; name the program that is the MCP server, such as npx -y"
              + " some-server.");
    }
    return List.copyOf(words);
  }
}
