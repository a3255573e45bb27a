package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How programs on Windows start a script, and how a program finds its words again. */
final class WindowsCommandLines {
  private WindowsCommandLines() {}

  /**
   * The line that cross-spawn 7 gives to {@code cmd.exe /d /s /c}, between the outer quotes: its
   * lib/parse.js and lib/util/escape.js. The MCP TypeScript SDK starts servers with it.
   */
  static String ofCrossSpawn(String script, List<String> arguments) {
    return caret(script)
        + arguments.stream()
            .map(
                word -> {
                  String escaped = word.replaceAll("(\\\\*)\"", "$1$1\\\\\"");
                  return " " + caret("\"" + escaped.replaceAll("(\\\\*)$", "$1$1") + "\"");
                })
            .collect(Collectors.joining());
  }

  private static String caret(String text) {
    return text.replaceAll("([()\\]\\[%!^\"`<>&|;, *?])", "^$1");
  }

  /**
   * The line of a spawn with {@code shell: true} (Node.js, lib/child_process.js), which joins the
   * words as they are; so do Claude Desktop and Cursor, which is why arguments with spaces break.
   */
  static String ofShell(String script, List<String> arguments) {
    return script + " " + String.join(" ", arguments);
  }

  /**
   * What a script finds behind its name when cmd.exe has read such a line; empty if the line does
   * not start the script, or more than that.
   */
  static List<String> behind(String script, String line) {
    StringBuilder text = new StringBuilder();
    boolean quoted = false;
    int nameEnd = -1;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      }
      if (c == '^' && !quoted && i + 1 < line.length()) {
        text.append(line.charAt(++i));
        continue;
      }
      if (!quoted && "&|<>".indexOf(c) >= 0) {
        return List.of();
      }
      if (!quoted && nameEnd < 0 && (c == ' ' || c == ';' || c == ',' || c == '=')) {
        nameEnd = text.length();
      }
      text.append(c);
    }
    int end = nameEnd < 0 ? text.length() : nameEnd;
    return text.substring(0, end).equals(script) ? List.of(text.substring(end)) : List.of();
  }

  /**
   * Splits a command line as the C runtime does (Microsoft: "Parsing C command-line arguments").
   */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (word == null && (c == ' ' || c == '\t')) {
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      int slashes = 0;
      while (i < line.length() && line.charAt(i) == '\\') {
        slashes++;
        i++;
      }
      if (i < line.length() && line.charAt(i) == '"') {
        word.append("\\".repeat(slashes / 2));
        if (slashes % 2 == 1) {
          word.append('"');
        } else {
          quoted = !quoted;
        }
      } else if (slashes > 0) {
        word.append("\\".repeat(slashes));
        i--;
      } else if (!quoted && (c == ' ' || c == '\t')) {
        words.add(word.toString());
        word = null;
      } else {
        word.append(c);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}
