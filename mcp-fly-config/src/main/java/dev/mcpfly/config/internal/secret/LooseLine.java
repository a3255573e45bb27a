package dev.mcpfly.config.internal.secret;

/** One line of a text that is not a file of its format: where its parts begin and end. */
final class LooseLine {
  private final String text;
  private final int to;
  private final int end;

  /** Creates the line that begins here, in a text that ends there. */
  LooseLine(String text, int from, int to) {
    this.text = text;
    this.to = to;
    this.end = end(text, from, to);
  }

  /** Returns where the line ends. */
  int end() {
    return end;
  }

  static boolean isLead(char c) {
    return c == '/' || c == '*' || c == '#' || (c != '\n' && c != '\r' && SecretWords.isSpace(c));
  }

  /** Returns whether a line has something of a file, and is not a sentence or a command. */
  boolean isStructured(int from, boolean toml) {
    char first = text.charAt(from);
    if ("\"'{}[],`".indexOf(first) >= 0) {
      return true;
    }
    int name = nameEnd(from);
    int sign = name;
    while (sign < end && text.charAt(sign) == ' ') {
      sign++;
    }
    return name > from
        && sign < end
        && (isColon(sign) || (text.charAt(sign) == '=' && (toml || sign > name)));
  }

  boolean isColon(int at) {
    return text.charAt(at) == ':'
        && (at + 1 >= end
            || SecretWords.isSpace(text.charAt(at + 1))
            || "\"'[{".indexOf(text.charAt(at + 1)) >= 0);
  }

  private static int end(String text, int from, int to) {
    int end = from;
    while (end < to && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  int indent(int pos) {
    int line = pos;
    while (line > 0 && text.charAt(line - 1) != '\n' && text.charAt(line - 1) != '\r') {
      line--;
    }
    int start = line;
    while (start < pos && (isLead(text.charAt(start)) || isItem(start))) {
      start++;
    }
    return start - line;
  }

  private boolean isItem(int at) {
    return text.charAt(at) == '-' && text.charAt(at + 1) == ' ';
  }

  int nameEnd(int from) {
    int end = from;
    while (end < to
        && (Character.isLetterOrDigit(text.charAt(end))
            || "_.-$@/".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    return end;
  }

  int trimmed(int start, int end) {
    int last = end;
    while (last > start
        && (SecretWords.isSpace(text.charAt(last - 1)) || text.charAt(last - 1) == ',')) {
      last--;
    }
    return last;
  }

  static String unescaped(String raw) {
    return raw.indexOf('\\') < 0
        ? raw
        : raw.replace("\\\"", "\"").replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\");
  }
}
