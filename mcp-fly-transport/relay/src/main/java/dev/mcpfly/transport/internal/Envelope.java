package dev.mcpfly.transport.internal;

import dev.mcpfly.transport.internal.MalformedMessageException.Reason;
import dev.mcpfly.transport.internal.Member.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the few members that routing needs lie in the bytes of one JSON-RPC message.
 *
 * <p>The scan checks the whole text against the JSON grammar, changes line breaks between tokens
 * into spaces in the given array (so that the message is one line of the same length), and refuses
 * a member that is named twice where it matters, because reader and relay could pick different
 * ones. Nothing is decoded that is not asked for; numbers keep their letters. The array must not
 * change while the envelope is in use. Not thread-safe.
 */
public final class Envelope {
  /** What a message is. */
  public enum Kind {
    /** Has a method and an id. */
    REQUEST,
    /** Has a method and no id. */
    NOTIFICATION,
    /** Has a result or an error. */
    RESPONSE,
    /** An array of messages, as the revision 2025-03-26 alone had them. */
    BATCH
  }

  private final byte[] buf;
  private final int from;
  private final int to;
  private final int[] starts;
  private final int[] ends;
  private Kind kind = Kind.NOTIFICATION;
  private boolean ambiguous;
  private boolean owned;

  private Envelope(byte[] buf, int from, int to, int[] starts, int[] ends) {
    this.buf = buf;
    this.from = from;
    this.to = to;
    this.starts = starts;
    this.ends = ends;
  }

  /**
   * Scans a message from a client: one JSON value, UTF-8, and nothing after it.
   *
   * @throws MalformedMessageException if it is no JSON or no JSON-RPC message
   */
  public static Envelope scan(byte[] buf, int from, int to) throws MalformedMessageException {
    Envelope envelope = read(buf, from, to, true);
    JsonScanner rest = new JsonScanner(buf, envelope.to, to, true);
    rest.skipSpace();
    if (!rest.atEnd()) {
      throw rest.bad("something follows it");
    }
    return envelope;
  }

  /** Scans a whole array. */
  public static Envelope scan(byte[] message) throws MalformedMessageException {
    return scan(message, 0, message.length);
  }

  /**
   * Scans the first of several messages that may follow each other; {@link #to()} says where it
   * ends.
   */
  public static Envelope scanFirst(byte[] buf, int from, int to) throws MalformedMessageException {
    return read(buf, from, to, true);
  }

  /** Scans a line of a child: as strict about the structure, but text passes as it is. */
  public static Envelope scanLine(byte[] buf, int from, int to) throws MalformedMessageException {
    Envelope envelope = read(buf, from, to, false);
    JsonScanner rest = new JsonScanner(buf, envelope.to, to, false);
    rest.skipSpace();
    if (!rest.atEnd()) {
      throw rest.bad("something follows it");
    }
    return envelope;
  }

  /**
   * Scans a body that holds messages one by one or in arrays, so that each can be looked at.
   *
   * @param several whether more than one value may stand in the body
   * @param most how many messages it may hold
   * @return the messages in their order; none for a body that is empty
   * @throws MalformedMessageException if anything in it is no message, or an array is empty or
   *     inside another
   */
  public static List<Envelope> scanAll(byte[] body, boolean several, int most)
      throws MalformedMessageException {
    List<Envelope> messages = new ArrayList<>(1);
    JsonScanner scanner = new JsonScanner(body, 0, body.length, true);
    while (true) {
      scanner.skipSpace();
      if (scanner.atEnd()) {
        return messages;
      }
      if (!several && !messages.isEmpty()) {
        throw scanner.bad("something follows it");
      }
      Envelope next = read(body, scanner.pos, body.length, true);
      if (next.kind == Kind.BATCH) {
        messages.addAll(next.elements(most));
      } else {
        messages.add(next);
      }
      if (messages.size() > most) {
        throw tooMany(most);
      }
      scanner.pos = next.to;
    }
  }

  /**
   * Scans the messages of a batch; they share its array.
   *
   * @param most how many there may be
   * @throws MalformedMessageException if an element is no message, or there are none or too many
   */
  public List<Envelope> elements(int most) throws MalformedMessageException {
    return elements(most, true);
  }

  /**
   * Scans the messages of a batch of a child.
   *
   * @param most how many there may be
   * @throws MalformedMessageException if an element is no message, or there are none or too many
   */
  public List<Envelope> elementsOfLine(int most) throws MalformedMessageException {
    return elements(most, false);
  }

  private List<Envelope> elements(int most, boolean strictText) throws MalformedMessageException {
    List<Envelope> elements = new ArrayList<>();
    JsonScanner scanner = new JsonScanner(buf, from + 1, to, strictText);
    while (scanner.peek() != ']') {
      Envelope element = read(buf, scanner.pos, to, strictText);
      if (element.kind == Kind.BATCH) {
        throw new MalformedMessageException(
            Reason.NOT_A_MESSAGE, "An element of the array is itself an array.");
      }
      elements.add(element);
      if (elements.size() > most) {
        throw tooMany(most);
      }
      scanner.pos = element.to;
      if (scanner.peek() == ',') {
        scanner.pos++;
      }
    }
    if (elements.isEmpty()) {
      throw new MalformedMessageException(Reason.NOT_A_MESSAGE, "The array of messages is empty.");
    }
    return elements;
  }

  private static MalformedMessageException tooMany(int most) {
    return new MalformedMessageException(
        Reason.NOT_A_MESSAGE, "More than " + most + " messages were sent at once.");
  }

  private static Envelope read(byte[] buf, int from, int to, boolean strictText)
      throws MalformedMessageException {
    JsonScanner scanner = new JsonScanner(buf, from, to, strictText);
    scanner.skipSpace();
    int start = scanner.pos;
    int[] starts = new int[Member.count()];
    int[] ends = new int[Member.count()];
    byte first = scanner.peek();
    if (first != '{') {
      scanner.value();
      if (first != '[') {
        throw new MalformedMessageException(
            Reason.NOT_A_MESSAGE, "The message is not a JSON object.");
      }
      Envelope batch = new Envelope(buf, start, scanner.pos, starts, ends);
      batch.kind = Kind.BATCH;
      return batch;
    }
    boolean ambiguous = object(buf, scanner, Place.TOP, starts, ends);
    Envelope envelope = new Envelope(buf, start, scanner.pos, starts, ends);
    envelope.ambiguous = ambiguous;
    envelope.classify();
    return envelope;
  }

  /** Reads an object; whether it has a key that a lenient reader could take for another. */
  private static boolean object(
      byte[] buf, JsonScanner scanner, Place place, int[] starts, int[] ends)
      throws MalformedMessageException {
    scanner.expect('{');
    if (scanner.peek() == '}') {
      scanner.pos++;
      return false;
    }
    boolean ambiguous = false;
    while (true) {
      scanner.skipSpace();
      int keyStart = scanner.pos;
      scanner.key();
      Member member = find(buf, keyStart, scanner, place);
      byte first = scanner.peek();
      int start = scanner.pos;
      Place inner = first == '{' && member != null ? member.inner() : null;
      if (member == null && scanner.strictText()) {
        ambiguous |= looksLikeAnother(buf, keyStart, start, place);
      }
      if (inner != null) {
        ambiguous |= object(buf, scanner, inner, starts, ends);
      } else {
        scanner.value();
      }
      if (member != null) {
        if (ends[member.slot()] != 0) {
          throw new MalformedMessageException(
              Reason.NOT_A_MESSAGE, "The message has two members \"" + member.key() + "\".");
        }
        starts[member.slot()] = start;
        ends[member.slot()] = scanner.pos;
      }
      if (scanner.peek() == ',') {
        scanner.pos++;
      } else {
        scanner.expect('}');
        return ambiguous;
      }
    }
  }

  /** Returns whether a key that is no member's differs from one in case only. */
  private static boolean looksLikeAnother(byte[] buf, int keyStart, int valueStart, Place place) {
    int end = valueStart;
    do {
      end--;
    } while (buf[end] != '"');
    String key = Json.unquote(buf, keyStart, end + 1);
    for (Member member : Member.in(place)) {
      if (member.looksLike(key)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Member find(byte[] buf, int keyStart, JsonScanner scanner, Place place) {
    int start = keyStart + 1;
    int end = scanner.pos;
    // Back over the colon and the space before it, to the closing quote.
    do {
      end--;
    } while (buf[end] != '"');
    if (scanner.escaped) {
      String key = Json.unquote(buf, keyStart, end + 1);
      for (Member member : Member.in(place)) {
        if (member.key().equals(key)) {
          return member;
        }
      }
      return null;
    }
    for (Member member : Member.in(place)) {
      byte[] key = member.keyBytes();
      if (key.length == end - start && Arrays.equals(key, 0, key.length, buf, start, end)) {
        return member;
      }
    }
    return null;
  }

  private void classify() throws MalformedMessageException {
    if (has(Member.METHOD)) {
      if (buf[start(Member.METHOD)] != '"') {
        throw new MalformedMessageException(
            Reason.NOT_A_MESSAGE, "The message's method is not a string.");
      }
      kind = has(Member.ID) ? Kind.REQUEST : Kind.NOTIFICATION;
    } else if (has(Member.RESULT) != has(Member.ERROR) && has(Member.ID)) {
      kind = Kind.RESPONSE;
    } else if (has(Member.ERROR) && !has(Member.RESULT)) {
      // An error without an id answers something that the other side could not read.
      kind = Kind.RESPONSE;
    } else {
      throw new MalformedMessageException(
          Reason.NOT_A_MESSAGE,
          "The message has neither a method nor an id with a result or an error.");
    }
    if (has(Member.ID)) {
      byte first = buf[start(Member.ID)];
      if (first == '{' || first == '[' || first == 't' || first == 'f') {
        throw new MalformedMessageException(
            Reason.NOT_A_MESSAGE, "The message's id is neither a string nor a number.");
      }
    }
  }

  /** Says what the message is. */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns whether a client's message has a member whose name differs from one that is looked at
   * in case only, such as {@code "Name"}: some servers take either, and the last that comes.
   */
  public boolean isAmbiguous() {
    return ambiguous;
  }

  /** Returns the array that was scanned. */
  public byte[] buffer() {
    return buf;
  }

  /** Returns where the message begins in the array. */
  public int from() {
    return from;
  }

  /** Returns where the message ends in the array, exclusive. */
  public int to() {
    return to;
  }

  /** Returns the length of the message in bytes. */
  public int length() {
    return to - from;
  }

  /** Returns whether the message has this member. */
  public boolean has(Member member) {
    return ends[member.slot()] != 0;
  }

  /** Returns where the member's value begins in the array; only if it is there. */
  public int start(Member member) {
    return starts[member.slot()];
  }

  /** Returns where the member's value ends in the array, exclusive; only if it is there. */
  public int end(Member member) {
    return ends[member.slot()];
  }

  /**
   * Returns the letters of the member's value as they stand in the message, or null if it is
   * absent.
   */
  public @Nullable String raw(Member member) {
    return has(member)
        ? new String(buf, start(member), end(member) - start(member), StandardCharsets.UTF_8)
        : null;
  }

  /**
   * Returns the bytes of the member's value as they stand in the message, or null if it is absent.
   */
  public byte @Nullable [] bytes(Member member) {
    return has(member) ? Arrays.copyOfRange(buf, start(member), end(member)) : null;
  }

  /**
   * Returns the decoded text of a member that is a string, or null if it is absent or something
   * else.
   */
  public @Nullable String text(Member member) {
    return has(member) && buf[start(member)] == '"'
        ? Json.unquote(buf, start(member), end(member))
        : null;
  }

  /** Returns the method, or null for a response. */
  public @Nullable String method() {
    return text(Member.METHOD);
  }

  /** Returns whether the method is this one, without decoding it. */
  public boolean isMethod(String method) {
    if (!has(Member.METHOD)) {
      return false;
    }
    int start = start(Member.METHOD) + 1;
    int length = end(Member.METHOD) - 1 - start;
    boolean same = length == method.length();
    for (int i = 0; same && i < length; i++) {
      same = buf[start + i] == method.charAt(i);
    }
    return same || (hasEscape(start, start + length) && method.equals(method()));
  }

  private boolean hasEscape(int start, int end) {
    for (int i = start; i < end; i++) {
      if (buf[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  /** Declares that the array will not change any more, so that it can be kept without a copy. */
  public void own() {
    owned = true;
  }

  /** Returns the message on one line, without a line end. Callers must not change the array. */
  public byte[] toBytes() {
    return splice().toBytes();
  }

  /** Begins to replace parts of the message. */
  public Splice splice() {
    return new Splice(buf, from, to, owned && from == 0 && to == buf.length);
  }
}
