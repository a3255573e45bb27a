package dev.mcpfly.transport.internal;

import dev.mcpfly.transport.internal.MalformedMessageException.Reason;
import java.util.Arrays;

/**
 * Walks over JSON text in a byte array and checks every letter of the grammar, without building
 * values.
 *
 * <p>Line breaks between tokens become spaces in the array itself, so that what was scanned is one
 * line; inside strings JSON allows none.
 */
final class JsonScanner {
  /** Nesting beyond which a text is refused; a limit against hostile input, far above real use. */
  static final int MAX_DEPTH = 1000;

  private static final byte PLAIN = 0;
  private static final byte QUOTE = 1;
  private static final byte ESCAPE = 2;
  private static final byte CONTROL = 3;
  private static final byte WIDE = 4;
  private static final byte[] CLASS = new byte[256];

  static {
    for (int i = 0; i < 256; i++) {
      CLASS[i] = i < 0x20 ? CONTROL : i >= 0x80 ? WIDE : PLAIN;
    }
    CLASS['"'] = QUOTE;
    CLASS['\\'] = ESCAPE;
  }

  private final byte[] buf;
  private final int end;
  private final boolean strictText;

  /** Where the next token is read. */
  int pos;

  /** Whether the string that was read last held an escape. */
  boolean escaped;

  JsonScanner(byte[] buf, int from, int to, boolean strictText) {
    this.buf = buf;
    this.pos = from;
    this.end = to;
    this.strictText = strictText;
  }

  /** Returns whether the text is a client's. */
  boolean strictText() {
    return strictText;
  }

  boolean atEnd() {
    return pos >= end;
  }

  void skipSpace() {
    while (pos < end) {
      byte b = buf[pos];
      if (b == '\n' || b == '\r') {
        buf[pos] = ' ';
      } else if (b != ' ' && b != '\t') {
        return;
      }
      pos++;
    }
  }

  /** Returns the next byte that is no space, not consumed. */
  byte peek() throws MalformedMessageException {
    skipSpace();
    if (pos >= end) {
      throw bad("it ends too early");
    }
    return buf[pos];
  }

  void expect(char wanted) throws MalformedMessageException {
    if (peek() != wanted) {
      throw bad("'" + wanted + "' is missing");
    }
    pos++;
  }

  /** Reads a string, from its opening quote on. */
  void string() throws MalformedMessageException {
    byte[] b = buf;
    int p = pos + 1;
    escaped = false;
    while (p < end) {
      switch (CLASS[b[p] & 0xFF]) {
        case PLAIN -> {
          p++;
          if (p % Words.LONG == 0 && p - pos > Words.LONG) {
            p = Words.plain(b, p, end, strictText);
          }
        }
        case QUOTE -> {
          pos = p + 1;
          return;
        }
        case ESCAPE -> {
          escaped = true;
          p = escape(p + 1);
        }
        case WIDE -> p = strictText ? wide(p) : p + 1;
        default -> {
          pos = p;
          throw bad("a control character is inside a string");
        }
      }
    }
    pos = end;
    throw bad("a string is not closed");
  }

  private int escape(int at) throws MalformedMessageException {
    if (at < end && "\"\\/bfnrt".indexOf(buf[at]) >= 0) {
      return at + 1;
    }
    boolean good = at + 4 < end && buf[at] == 'u';
    for (int i = 1; good && i <= 4; i++) {
      good = Character.digit(buf[at + i], 16) >= 0;
    }
    if (!good) {
      pos = at;
      throw bad("an escape is not valid");
    }
    return at + 5;
  }

  /** One UTF-8 sequence of two to four bytes: no overlong form, no surrogate, nothing cut off. */
  private int wide(int at) throws MalformedMessageException {
    int lead = buf[at] & 0xFF;
    int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    boolean good = length > 0 && at + length <= end;
    for (int i = 1; good && i < length; i++) {
      good = (buf[at + i] & 0xC0) == 0x80;
    }
    if (good && length > 2) {
      int second = buf[at + 1] & 0xFF;
      good =
          !(lead == 0xE0 && second < 0xA0)
              && !(lead == 0xED && second > 0x9F)
              && !(lead == 0xF0 && second < 0x90)
              && !(lead == 0xF4 && second > 0x8F);
    }
    if (!good) {
      pos = at;
      throw bad("a string is not UTF-8");
    }
    return at + length;
  }

  /** Reads any value without looking into it. */
  void value() throws MalformedMessageException {
    // One bit for each open container: set for an object. Iterative, so that depth costs no stack.
    long[] kinds = new long[1];
    int depth = 0;
    while (true) {
      byte b = peek();
      boolean opened = false;
      if (b == '{' || b == '[') {
        pos++;
        if (peek() == (b == '{' ? '}' : ']')) {
          pos++;
        } else {
          if (depth >= MAX_DEPTH) {
            throw bad("it is nested deeper than " + MAX_DEPTH + " levels");
          }
          if (depth >= kinds.length * 64) {
            kinds = Arrays.copyOf(kinds, kinds.length * 2);
          }
          if (b == '{') {
            kinds[depth >> 6] |= 1L << depth;
            key();
          } else {
            kinds[depth >> 6] &= ~(1L << depth);
          }
          depth++;
          opened = true;
        }
      } else {
        scalar(b);
      }
      while (!opened) {
        if (depth == 0) {
          return;
        }
        boolean object = (kinds[(depth - 1) >> 6] & 1L << (depth - 1)) != 0;
        byte next = peek();
        if (next == ',') {
          pos++;
          if (object) {
            key();
          }
          break;
        }
        if (next != (object ? '}' : ']')) {
          throw bad("a comma or the end of " + (object ? "an object" : "an array") + " is missing");
        }
        pos++;
        depth--;
      }
    }
  }

  /** Reads a member's name and the colon. */
  void key() throws MalformedMessageException {
    if (peek() != '"') {
      throw bad("a member has no name");
    }
    string();
    expect(':');
  }

  private void scalar(byte first) throws MalformedMessageException {
    switch (first) {
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
  }

  private void literal(String word) throws MalformedMessageException {
    for (int i = 0; i < word.length(); i++) {
      if (pos + i >= end || buf[pos + i] != word.charAt(i)) {
        throw bad("a value is not valid");
      }
    }
    pos += word.length();
  }

  private void number() throws MalformedMessageException {
    if (pos < end && buf[pos] == '-') {
      pos++;
    }
    if (pos < end && buf[pos] == '0') {
      pos++;
    } else {
      digits();
    }
    if (pos < end && buf[pos] == '.') {
      pos++;
      digits();
    }
    if (pos < end && (buf[pos] == 'e' || buf[pos] == 'E')) {
      pos++;
      if (pos < end && (buf[pos] == '+' || buf[pos] == '-')) {
        pos++;
      }
      digits();
    }
  }

  private void digits() throws MalformedMessageException {
    int first = pos;
    while (pos < end && buf[pos] >= '0' && buf[pos] <= '9') {
      pos++;
    }
    if (pos == first) {
      throw bad("a value is not valid");
    }
  }

  MalformedMessageException bad(String what) {
    return new MalformedMessageException(
        Reason.NOT_JSON, "The message is not valid JSON: " + what + " (at byte " + pos + ").");
  }
}
