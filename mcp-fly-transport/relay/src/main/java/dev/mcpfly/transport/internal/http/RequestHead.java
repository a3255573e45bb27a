package dev.mcpfly.transport.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request line and its headers (RFC 9112), read strictly: whatever two readers could understand
 * differently is refused.
 */
final class RequestHead {
  private static final long NO_BODY = 0;

  /** More headers than any client has. */
  private static final int MAX_HEADERS = 200;

  /** What RFC 3986 allows in a target besides letters and digits; a percent sign is looked at. */
  private static final String TARGET_CHARACTERS = "-._~:/?[]@!$&'()*+,;=%";

  /** The length of a body that says its length only in its chunks. */
  static final long CHUNKED = -1;

  private static final boolean[] TOKEN = characters("!#$%&'*+-.^_`|~");
  private static final boolean[] TARGET = characters(TARGET_CHARACTERS);

  private final String method;
  private final String path;
  private final @Nullable String query;
  private final boolean http11;

  /** The bytes of the head, and where in them each field's name and value begin and end. */
  private final byte[] text;

  private final int[] spans;
  private final int fields;

  /** The values that were asked for; null for the others. */
  private final String[] values;

  private final long bodyLength;
  private final boolean keepAlive;
  private final boolean expectsContinue;

  private RequestHead(
      String method, String target, boolean http11, byte[] text, int[] spans, int fields)
      throws BadRequestException {
    this.method = method;
    this.http11 = http11;
    this.text = text;
    this.spans = spans;
    this.fields = fields;
    this.values = new String[fields];
    checkTarget(target);
    String host = first("host");
    if (count("host") > 1 || (http11 && host == null)) {
      throw new BadRequestException(400, "A request must have exactly one Host header.");
    }
    checkHost(host);
    String local = origin(method, target, host);
    int mark = local.indexOf('?');
    this.path = mark < 0 ? local : local.substring(0, mark);
    this.query = mark < 0 ? null : local.substring(mark + 1);
    this.bodyLength = readBodyLength();
    List<String> expect = all("expect");
    // A client of HTTP/1.0 would take the interim response for the answer.
    this.expectsContinue = http11 && !expect.isEmpty();
    for (String expected : expect) {
      if (http11 && !expected.equalsIgnoreCase("100-continue")) {
        throw new BadRequestException(417, "Only 100-continue can be expected.");
      }
    }
    // Who waits for leave to send a body, and says that there is none, may send one all the same.
    this.keepAlive = readKeepAlive() && !(expectsContinue && bodyLength == NO_BODY);
  }

  /** Reads a head that ends before {@code to}, its closing empty line not included. */
  static RequestHead parse(byte[] buf, int from, int to) throws BadRequestException {
    byte[] text = Arrays.copyOfRange(buf, from, to);
    int lineEnd = endOfLine(text, 0);
    String line = latin1(text, 0, lineEnd);
    int first = line.indexOf(' ');
    int last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first + 1 || line.indexOf(' ', first + 1) != last) {
      throw new BadRequestException(400, "The request line is not valid.");
    }
    if (!isToken(text, 0, first)) {
      throw new BadRequestException(400, "The request's method is not valid.");
    }
    boolean http11 = line.startsWith("HTTP/1.1", last + 1);
    if (line.length() - last - 1 != 8 || !(http11 || line.startsWith("HTTP/1.0", last + 1))) {
      throw new BadRequestException(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
    }
    int[] spans = new int[4 * 12];
    int fields = 0;
    int at = lineEnd + 2;
    while (at < text.length) {
      int end = endOfLine(text, at);
      int colon = colon(text, at, end);
      if (fields == MAX_HEADERS) {
        throw new BadRequestException(
            431, "The request has more than " + MAX_HEADERS + " headers.");
      }
      if (4 * fields == spans.length) {
        spans = Arrays.copyOf(spans, 2 * spans.length);
      }
      spans[4 * fields] = at;
      spans[4 * fields + 1] = colon;
      value(text, colon + 1, end, spans, 4 * fields + 2);
      fields++;
      at = end + 2;
    }
    return new RequestHead(
        line.substring(0, first), line.substring(first + 1, last), http11, text, spans, fields);
  }

  private static String latin1(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static int endOfLine(byte[] text, int from) throws BadRequestException {
    int end = from;
    while (end < text.length && text[end] != '\r') {
      end++;
    }
    if (end < text.length && (end + 1 == text.length || text[end + 1] != '\n')) {
      throw new BadRequestException(400, "A carriage return stands alone in the head.");
    }
    return end;
  }

  /** Writes where a value begins and ends, without the space around it. */
  private static void value(byte[] text, int from, int to, int[] spans, int slot)
      throws BadRequestException {
    int start = from;
    int end = to;
    while (start < end && (text[start] == ' ' || text[start] == '\t')) {
      start++;
    }
    while (end > start && (text[end - 1] == ' ' || text[end - 1] == '\t')) {
      end--;
    }
    for (int i = start; i < end; i++) {
      int c = text[i] & 0xFF;
      if ((c < 0x20 && c != '\t') || c == 0x7F) {
        throw new BadRequestException(400, "A header value holds a control character.");
      }
    }
    spans[slot] = start;
    spans[slot + 1] = end;
  }

  /** Where the name of a field ends. */
  private static int colon(byte[] text, int from, int to) throws BadRequestException {
    int colon = from;
    while (colon < to && TOKEN[text[colon] & 0xFF]) {
      colon++;
    }
    if (colon == from || colon == to || text[colon] != ':') {
      throw new BadRequestException(400, "A header line is not valid.");
    }
    return colon;
  }

  /** Checks one line of a trailer section, its line end not included. */
  static void checkField(String line) throws BadRequestException {
    byte[] text = line.getBytes(StandardCharsets.ISO_8859_1);
    value(text, colon(text, 0, text.length) + 1, text.length, new int[2], 0);
  }

  private static boolean isToken(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!TOKEN[text[i] & 0xFF]) {
        return false;
      }
    }
    return to > from;
  }

  /** Letters, digits and these. */
  private static boolean[] characters(String more) {
    boolean[] allowed = new boolean[256];
    for (char c = 0; c < 256; c++) {
      allowed[c] = isLetterOrDigit(c) || more.indexOf(c) >= 0;
    }
    return allowed;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  static boolean isTokenCharacter(char c) {
    return c < 256 && TOKEN[c];
  }

  private static void checkTarget(String target) throws BadRequestException {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      boolean good =
          c == '%'
              ? i + 2 < target.length()
                  && Character.digit(target.charAt(i + 1), 16) >= 0
                  && Character.digit(target.charAt(i + 2), 16) >= 0
              : TARGET[c];
      if (!good) {
        throw new BadRequestException(
            400, "The request's target holds a character that a URL must escape.");
      }
    }
  }

  /** Checks that the Host is a name or an address with or without a port, and nothing else. */
  private static void checkHost(@Nullable String host) throws BadRequestException {
    if (host == null) {
      return;
    }
    int end = host.startsWith("[") ? host.indexOf(']') + 1 : 0;
    boolean good = end > 0 || !host.startsWith("[");
    for (int i = 0; i < end; i++) {
      good &= isLetterOrDigit(host.charAt(i)) || "[]:.".indexOf(host.charAt(i)) >= 0;
    }
    int colon = host.indexOf(':', end);
    int nameEnd = colon < 0 ? host.length() : colon;
    good &= end == 0 || nameEnd == end;
    for (int i = end; i < nameEnd; i++) {
      good &= isLetterOrDigit(host.charAt(i)) || "-._~".indexOf(host.charAt(i)) >= 0;
    }
    good &= host.length() - nameEnd <= 6;
    int port = 0;
    for (int i = nameEnd + 1; i < host.length(); i++) {
      good &= host.charAt(i) >= '0' && host.charAt(i) <= '9';
      port = 10 * port + host.charAt(i) - '0';
    }
    if (!good || port > 65_535) {
      throw new BadRequestException(400, "The Host header is not valid.");
    }
  }

  /** The target without scheme and authority, which proxies may send. */
  private static String origin(String method, String target, @Nullable String host)
      throws BadRequestException {
    if (target.startsWith("/")) {
      return target;
    }
    int scheme = target.indexOf("://");
    if (scheme > 0) {
      String name = target.substring(0, scheme);
      int end = scheme + 3;
      while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
        end++;
      }
      // Access is decided by the Host: a target that names another would get around it.
      if ((name.equalsIgnoreCase("http") || name.equalsIgnoreCase("https"))
          && target.substring(scheme + 3, end).equalsIgnoreCase(host)
          && end > scheme + 3) {
        String local = target.substring(end);
        return local.startsWith("/") ? local : "/" + local;
      }
      throw new BadRequestException(400, "The request's target and its Host are not the same.");
    }
    if (target.equals("*") && method.equals("OPTIONS")) {
      return target;
    }
    throw new BadRequestException(400, "The request's target is not valid.");
  }

  private long readBodyLength() throws BadRequestException {
    String length = first("content-length");
    String coding = first("transfer-encoding");
    if (coding != null) {
      if (length != null || !http11) {
        throw new BadRequestException(400, "The length of the body is stated in two ways.");
      }
      if (count("transfer-encoding") != 1 || !coding.equalsIgnoreCase("chunked")) {
        throw new BadRequestException(501, "The only transfer coding spoken here is chunked.");
      }
      return CHUNKED;
    }
    if (length == null) {
      return NO_BODY;
    }
    boolean good = count("content-length") == 1 && !length.isEmpty() && length.length() <= 18;
    long value = 0;
    for (int i = 0; good && i < length.length(); i++) {
      char c = length.charAt(i);
      good = c >= '0' && c <= '9';
      value = 10 * value + c - '0';
    }
    if (!good) {
      throw new BadRequestException(400, "The Content-Length is not valid.");
    }
    return value;
  }

  private boolean readKeepAlive() {
    boolean keep = http11;
    for (String value : all("connection")) {
      for (String option : value.split(",", -1)) {
        if (option.trim().equalsIgnoreCase("close")) {
          // It prevails wherever it stands.
          return false;
        }
        keep |= option.trim().equalsIgnoreCase("keep-alive");
      }
    }
    return keep;
  }

  /** All values of a field, whose name may be spelled in any case. */
  List<String> all(String name) {
    List<String> found = List.of();
    for (int i = next(name, 0); i < fields; i = next(name, i + 1)) {
      if (found.isEmpty()) {
        found = List.of(value(i));
      } else {
        found = new ArrayList<>(found);
        found.add(value(i));
      }
    }
    return found;
  }

  /** The first value of a field, or null. */
  @Nullable String first(String name) {
    int i = next(name, 0);
    return i < fields ? value(i) : null;
  }

  private int count(String name) {
    int count = 0;
    for (int i = next(name, 0); i < fields; i = next(name, i + 1)) {
      count++;
    }
    return count;
  }

  /** The next field with this name; the length tells most of them apart. */
  private int next(String name, int from) {
    int i = from;
    while (i < fields
        && !(spans[4 * i + 1] - spans[4 * i] == name.length() && isNamed(spans[4 * i], name))) {
      i++;
    }
    return i;
  }

  private boolean isNamed(int at, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (lower((char) text[at + i]) != lower(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  private String value(int i) {
    String value = values[i];
    if (value == null) {
      value = latin1(text, spans[4 * i + 2], spans[4 * i + 3]);
      values[i] = value;
    }
    return value;
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  @Nullable String query() {
    return query;
  }

  boolean http11() {
    return http11;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  boolean expectsContinue() {
    return expectsContinue;
  }

  /** The length of the body in bytes, or {@link #CHUNKED}. */
  long bodyLength() {
    return bodyLength;
  }
}
