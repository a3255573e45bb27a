package dev.mcpfly.config.internal.secret;

import dev.mcpfly.config.internal.text.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds secrets in a text that is not a file of its format: entries that are commented out,
 * settings around the entries, a part of a text. Accepts keys, brackets, indents and lists of JSON,
 * TOML and YAML alike, and treats comment signs as white space.
 */
public final class LooseSecrets {
  private static final int DEEPEST = 4;
  private static final int MOST_FRAMES = 100;
  private static final int LONGEST_REFERENCE = 200;

  private final String text;
  private final int to;
  private final boolean toml;
  private final int depth;
  private final SecretSpans spans;
  private final List<Frame> frames = new ArrayList<>();
  private List<String> table = List.of();
  private @Nullable String key;
  private int pos;
  private LooseLine line;

  /** What is open: a bracket, or the lines below a key. */
  private static final class Frame {
    final char kind;
    final @Nullable String key;
    final int indent;
    final List<Span> elements = new ArrayList<>();
    String program = "";

    Frame(char kind, @Nullable String key, int indent) {
      this.kind = kind;
      this.key = key;
      this.indent = indent;
    }
  }

  private LooseSecrets(
      String text,
      int from,
      int to,
      boolean toml,
      @Nullable String outer,
      int depth,
      SecretSpans spans) {
    this.text = text;
    this.pos = from;
    this.to = to;
    this.toml = toml;
    this.depth = depth;
    this.spans = spans;
    this.line = new LooseLine(text, from, to);
    frames.add(new Frame(' ', outer, -1));
  }

  /**
   * Adds the secrets of a part of a text.
   *
   * @param toml whether a line in brackets names a table
   * @param depth how many texts this one is in
   */
  public static void of(String text, int from, int to, boolean toml, int depth, SecretSpans spans) {
    if (depth > DEEPEST) {
      spans.add(from, to);
      return;
    }
    new LooseSecrets(text, from, to, toml, null, depth, spans).scan();
  }

  /**
   * Adds the secrets of a word that holds a map or a list.
   *
   * @param outer the key that it stands behind, if it is known
   */
  static void of(
      String text, int from, int to, @Nullable String outer, int depth, SecretSpans spans) {
    if (depth > DEEPEST) {
      spans.add(from, to);
      return;
    }
    new LooseSecrets(text, from, to, false, outer, depth, spans).scan();
  }

  private void scan() {
    boolean first = true;
    while (pos < to) {
      if (first) {
        beginLine();
        first = false;
        continue;
      }
      char c = text.charAt(pos);
      if (c == '\n' || c == '\r') {
        endLine();
        pos++;
        first = true;
      } else if (c == '"' || c == '\'' || c == '`') {
        string(c);
      } else if (c == '{' || c == '[') {
        push(new Frame(c, key, -1));
        pos++;
      } else if (c == '}' || c == ']') {
        close(c == '}' ? '{' : '[');
        pos++;
      } else if (c == ',') {
        key = null;
        pos++;
      } else if (SecretWords.isSpace(c) || "/*#;()<>".indexOf(c) >= 0) {
        pos++;
      } else {
        bare();
      }
    }
    while (!frames.isEmpty()) {
      pop();
    }
  }

  /** Passes the signs of a comment and closes what a smaller indent ends. */
  private void beginLine() {
    int start = pos;
    line = new LooseLine(text, pos, to);
    while (pos < to && LooseLine.isLead(text.charAt(pos))) {
      pos++;
    }
    if (pos >= to || text.charAt(pos) == '\n' || text.charAt(pos) == '\r') {
      return;
    }
    int indent = pos - start;
    boolean item = text.charAt(pos) == '-' && pos + 1 < to && text.charAt(pos + 1) == ' ';
    while (frames.size() > 1 && top().kind == ' ' && isOver(top().indent, indent, item)) {
      pop();
    }
    if (toml && text.charAt(pos) == '[' && tableHeader()) {
      return;
    }
    if (item) {
      pos += 2;
      item();
    } else if (!line.isStructured(pos, toml)) {
      SecretArgs.line(text, pos, line.end(), depth + 1, spans);
      pos = line.end();
    }
  }

  private static boolean isOver(int indent, int now, boolean item) {
    return item ? now < indent : now <= indent;
  }

  private boolean tableHeader() {
    int end = line.end();
    String header = text.substring(pos, end).strip();
    int close = header.indexOf(']');
    if (close < 0 || header.indexOf(',') >= 0 || header.indexOf('=') >= 0) {
      return false;
    }
    List<String> keys = new ArrayList<>();
    for (String part : header.substring(0, close).replace("[", "").split("\\.")) {
      keys.add(part.strip().replace("\"", "").replace("'", ""));
    }
    while (frames.size() > 1) {
      pop();
    }
    table = keys;
    pos = end;
    return true;
  }

  private void endLine() {
    if (key != null) {
      push(new Frame(' ', key, Math.max(0, line.indent(pos))));
    }
    key = null;
  }

  private Frame top() {
    return frames.get(frames.size() - 1);
  }

  private void push(Frame frame) {
    if (frames.size() < MOST_FRAMES) {
      frames.add(frame);
    }
    key = null;
  }

  private void close(char kind) {
    int open = frames.size() - 1;
    while (open > 0 && frames.get(open).kind != kind) {
      open--;
    }
    while (open > 0 && frames.size() > open) {
      pop();
    }
    key = null;
  }

  /** Closes the innermost frame; the elements of a list are looked at as one command line. */
  private void pop() {
    Frame frame = frames.remove(frames.size() - 1);
    if (frame.elements.isEmpty()
        || (frame.key != null && SecretNames.VARIABLES.contains(frame.key))) {
      return;
    }
    List<String> words = new ArrayList<>(frame.elements.size());
    frame.elements.forEach(
        span -> words.add(LooseLine.unescaped(text.substring(span.start(), span.end()))));
    String program = frames.isEmpty() ? frame.program : top().program;
    List<SecretSpans> found = SecretArgs.of(program, words, depth + 1);
    for (int i = 0; i < words.size(); i++) {
      add(frame.elements.get(i), words.get(i), found.get(i));
    }
  }

  private void add(Span span, String word, SecretSpans found) {
    if (found.isEmpty()) {
      return;
    }
    if (word.length() == span.end() - span.start()) {
      spans.addAll(found, span.start());
    } else {
      spans.add(span.start(), span.end()); // with escapes, places are not the same
    }
  }

  private void string(char quote) {
    int start = pos + 1;
    int end = start;
    while (end < line.end() && text.charAt(end) != quote) {
      end += text.charAt(end) == '\\' && quote != '\'' ? 2 : 1;
    }
    boolean inWord = pos > 0 && Character.isLetterOrDigit(text.charAt(pos - 1));
    if (end >= line.end() || (quote == '\'' && inWord)) {
      pos++; // an apostrophe, or a string that goes on elsewhere
      return;
    }
    pos = end + 1;
    if (!sign()) {
      value(start, end);
    } else {
      key = text.substring(start, end);
    }
  }

  /** Passes the sign between a key and its value, if it is what comes next. */
  private boolean sign() {
    int at = pos;
    while (at < to && text.charAt(at) == ' ') {
      at++;
    }
    boolean sign = at < to && (text.charAt(at) == ':' || text.charAt(at) == '=');
    pos = sign ? at + 1 : pos;
    return sign;
  }

  /** Reads a key without quotes, or a value without them, up to where one ends. */
  private void bare() {
    int start = pos;
    int name = line.nameEnd(pos);
    if (key == null && name > start) {
      String word = text.substring(start, name);
      pos = name;
      boolean colon = name < to && text.charAt(name) == ':';
      boolean apart = !colon || line.isColon(name) || SecretNames.isSecret(word);
      if (apart && !text.startsWith("://", name) && sign()) {
        key = word;
        return;
      }
    }
    int end = bareEnd(start);
    pos = Math.max(end, start + 1);
    value(start, line.trimmed(start, end));
  }

  private int bareEnd(int start) {
    boolean inBrackets = top().kind != ' ';
    int end = start;
    while (end < to && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      char c = text.charAt(end);
      boolean reference = c == '{' && end > start && text.charAt(end - 1) == '$';
      boolean opening = c == '{' && end == start;
      if (reference || opening) {
        int close =
            SecretWords.indexOf(text, '}', end, Math.min(line.end(), end + LONGEST_REFERENCE));
        end = close < 0 ? end : close;
      } else if ("\"'`{}[]".indexOf(c) >= 0 || (c == ',' && inBrackets)) {
        break;
      } else if (c == '#' && SecretWords.isSpace(text.charAt(end - 1 < start ? start : end - 1))) {
        break;
      }
      end++;
    }
    return end;
  }

  /** An item of a list that hangs on a hyphen. */
  private void item() {
    while (pos < to && text.charAt(pos) == ' ') {
      pos++;
    }
    if (pos >= to || line.isStructured(pos, toml)) {
      return;
    }
    int end = line.end();
    top().elements.add(new Span(pos, line.trimmed(pos, end)));
    pos = end;
  }

  private void value(int start, int end) {
    String name = key;
    key = null;
    if (isIn(SecretNames.VARIABLES) || (name != null && SecretNames.VARIABLES.contains(name))) {
      return;
    }
    if (isIn(SecretNames.MAPS)) {
      SecretWords.value(text, start, end, spans);
    } else if (name != null && SecretNames.isSecret(name)) {
      if (!isHarmless(name, text.substring(start, end))) {
        SecretWords.value(text, start, end, spans);
      }
    } else if (name == null) {
      top().elements.add(new Span(start, end));
    } else {
      String word = LooseLine.unescaped(text.substring(start, end));
      if (name.equals("command") || name.equals("cmd")) {
        top().program = word;
      }
      Span span = new Span(start, end);
      add(span, word, SecretArgs.of(" ", List.of(word), depth + 1).get(0));
    }
  }

  private boolean isIn(java.util.Set<String> names) {
    return table.stream().anyMatch(names::contains)
        || frames.stream().anyMatch(frame -> frame.key != null && names.contains(frame.key));
  }

  private static boolean isHarmless(String name, String value) {
    boolean number = !value.isEmpty() && value.chars().allMatch(SecretNames::isDigit);
    return value.equals("true")
        || value.equals("false")
        || value.equals("null")
        || (number && (value.length() <= 4 || SecretNames.isCount(name)));
  }
}
