package dev.mcpfly.transport.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  private final String method;
  private final String path;
  private final @Nullable String query;
  private final boolean http11;
  private final List<String> names;
  private final List<String> values;
  private final long bodyLength;
  private final boolean keepAlive;
  private final boolean expectsContinue;

  private RequestHead(
      String method, String target, boolean http11, List<String> names, List<String> values)
      throws BadRequestException {
    this.method = method;
    this.http11 = http11;
    this.names = names;
    this.values = values;
    checkTarget(target);
    List<String> hosts = all("host");
    if (hosts.size() > 1 || (http11 && hosts.isEmpty())) {
      throw new BadRequestException(400, "A request must have exactly one Host header.");
    }
    String host = hosts.isEmpty() ? null : hosts.get(0);
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
    String text = new String(buf, from, to - from, StandardCharsets.ISO_8859_1);
    int lineEnd = endOfLine(text, 0);
    String line = text.substring(0, lineEnd);
    int first = line.indexOf(' ');
    int last = line.lastIndexOf(' ');
    if (first <= 0 || last <= first + 1 || line.indexOf(' ', first + 1) != last) {
      throw new BadRequestException(400, "The request line is not valid.");
    }
    String method = line.substring(0, first);
    String version = line.substring(last + 1);
    if (!isToken(method)) {
      throw new BadRequestException(400, "The request's method is not valid.");
    }
    if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
      throw new BadRequestException(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
    }
    List<String> names = new ArrayList<>(12);
    List<String> values = new ArrayList<>(12);
    int at = lineEnd + 2;
    while (at < text.length()) {
      int end = endOfLine(text, at);
      int colon = colon(text, at, end);
      if (names.size() == MAX_HEADERS) {
        throw new BadRequestException(
            431, "The request has more than " + MAX_HEADERS + " headers.");
      }
      names.add(text.substring(at, colon).toLowerCase(Locale.ROOT));
      values.add(value(text, colon + 1, end));
      at = end + 2;
    }
    return new RequestHead(
        method, line.substring(first + 1, last), version.equals("HTTP/1.1"), names, values);
  }

  private static int endOfLine(String text, int from) throws BadRequestException {
    int end = text.indexOf('\r', from);
    if (end < 0) {
      end = text.length();
    } else if (end + 1 >= text.length() || text.charAt(end + 1) != '\n') {
      throw new BadRequestException(400, "A carriage return stands alone in the head.");
    }
    return end;
  }

  private static String value(String text, int from, int to) throws BadRequestException {
    int start = from;
    int end = to;
    while (start < end && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
      start++;
    }
    while (end > start && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
      end--;
    }
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if ((c < 0x20 && c != '\t') || c == 0x7F) {
        throw new BadRequestException(400, "A header value holds a control character.");
      }
    }
    return text.substring(start, end);
  }

  /** Where the name of a field ends. */
  private static int colon(String text, int from, int to) throws BadRequestException {
    int colon = text.indexOf(':', from);
    if (colon <= from || colon > to || !isToken(text.substring(from, colon))) {
      throw new BadRequestException(400, "A header line is not valid.");
    }
    return colon;
  }

  /** Checks one line of a trailer section, its line end not included. */
  static void checkField(String line) throws BadRequestException {
    value(line, colon(line, 0, line.length()) + 1, line.length());
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  static boolean isTokenCharacter(char c) {
    return isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  private static void checkTarget(String target) throws BadRequestException {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      boolean good =
          c == '%'
              ? i + 2 < target.length()
                  && Character.digit(target.charAt(i + 1), 16) >= 0
                  && Character.digit(target.charAt(i + 2), 16) >= 0
              : isLetterOrDigit(c) || TARGET_CHARACTERS.indexOf(c) >= 0;
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
    List<String> lengths = all("content-length");
    List<String> codings = all("transfer-encoding");
    if (!codings.isEmpty()) {
      if (!lengths.isEmpty() || !http11) {
        throw new BadRequestException(400, "The length of the body is stated in two ways.");
      }
      if (codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
        throw new BadRequestException(501, "The only transfer coding spoken here is chunked.");
      }
      return CHUNKED;
    }
    if (lengths.isEmpty()) {
      return NO_BODY;
    }
    String length = lengths.get(0);
    if (lengths.size() > 1
        || length.isEmpty()
        || length.length() > 18
        || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new BadRequestException(400, "The Content-Length is not valid.");
    }
    return Long.parseLong(length);
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

  List<String> all(String lowerCaseName) {
    List<String> found = List.of();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equals(lowerCaseName)) {
        if (found.isEmpty()) {
          found = List.of(values.get(i));
        } else {
          found = new ArrayList<>(found);
          found.add(values.get(i));
        }
      }
    }
    return found;
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
