package dev.mcpfly.transport.internal.http;

import java.util.ArrayList;
import java.util.List;

/** Requests at the edges of RFC 9112, each with whether a strict server serves it. */
final class FramingCases {
  /** A request as it goes over the wire, and whether it is to be served. */
  record Case(String name, String wire, boolean served) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String HOST = "Host: localhost\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

  private final List<Case> cases = new ArrayList<>();

  private FramingCases() {}

  static List<Case> all() {
    FramingCases table = new FramingCases();
    table.requestLines();
    table.headers();
    table.hosts();
    table.lengths();
    table.codings();
    table.chunkSizes();
    table.chunkExtensions();
    table.chunkData();
    table.trailers();
    return table.cases;
  }

  private void served(String name, String wire) {
    cases.add(new Case(name, wire, true));
  }

  private void refused(String name, String wire) {
    cases.add(new Case(name, wire, false));
  }

  private void line(String line, boolean served) {
    cases.add(new Case("line " + show(line), line + "\r\n" + HOST + "\r\n", served));
  }

  private void header(String header, boolean served) {
    String wire = "GET /a HTTP/1.1\r\n" + HOST + header + "\r\n\r\n";
    cases.add(new Case("header " + show(header), wire, served));
  }

  private void host(String headers, String target, boolean served) {
    String wire = "GET " + target + " HTTP/1.1\r\n" + headers + "\r\n";
    cases.add(new Case("host " + show(target + " " + headers), wire, served));
  }

  private void body(String headers, String body, boolean served) {
    String wire = "POST /a HTTP/1.1\r\n" + HOST + headers + "\r\n" + body;
    cases.add(new Case("body " + show(headers + "|" + body), wire, served));
  }

  private void chunks(String body, boolean served) {
    String wire = "POST /a HTTP/1.1\r\n" + HOST + CHUNKED + "\r\n" + body;
    cases.add(new Case("chunks " + show(body), wire, served));
  }

  static String show(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\r' -> out.append("\\r");
        case '\n' -> out.append("\\n");
        default -> out.append(c < ' ' || c > '~' ? String.format("\\x%02x", (int) c) : "" + c);
      }
      if (out.length() > 100) {
        return out.append("...").toString();
      }
    }
    return out.toString();
  }

  private void requestLines() {
    line("GET / HTTP/1.1", true);
    line("GET /a?b=c&d=%20 HTTP/1.1", true);
    line("GET /a;v=1/b HTTP/1.1", true);
    line("OPTIONS * HTTP/1.1", true);
    line("GET / HTTP/1.0", true);
    line("PATCH / HTTP/1.1", true);
    line("M-SEARCH / HTTP/1.1", true);
    line("GET  / HTTP/1.1", false);
    line("GET /  HTTP/1.1", false);
    line(" GET / HTTP/1.1", false);
    line("GET / HTTP/1.1 ", false);
    line("GET\t/ HTTP/1.1", false);
    line("GET /\tHTTP/1.1", false);
    line("GET / HTTP/1.1\t", false);
    line("GET /", false);
    line("GET", false);
    line("GET HTTP/1.1", false);
    line("GET / http/1.1", false);
    line("GET / HTTP/2.0", false);
    line("GET / HTTP/1.2", false);
    line("GET / HTTP/0.9", false);
    line("GET / HTTP/1.1x", false);
    line("GET / HTTP/11", false);
    line("GET / HTTP", false);
    line("G@T / HTTP/1.1", false);
    line("G(T) / HTTP/1.1", false);
    line("GET a HTTP/1.1", false);
    line("GET * HTTP/1.1", false);
    line("GET /a b HTTP/1.1", false);
    line("GET /a\u0000b HTTP/1.1", false);
    line("GET /a\u0007b HTTP/1.1", false);
    line("GET /a\u001bb HTTP/1.1", false);
    line("GET /a\u007fb HTTP/1.1", false);
    line("GET /a\u00ffb HTTP/1.1", false);
    line("GET /a#b HTTP/1.1", false);
    line("GET /a\\b HTTP/1.1", false);
    line("GET /a%zzb HTTP/1.1", false);
    line("GET /a% HTTP/1.1", false);
    line("GET /a\"b HTTP/1.1", false);
    line("GET /a<b> HTTP/1.1", false);
    refused("line ended by LF", "GET / HTTP/1.1\n" + HOST + "\r\n");
    refused("line ended by CR", "GET / HTTP/1.1\r" + HOST + "\r\n");
    refused("line ended by CR CR LF", "GET / HTTP/1.1\r\r\n" + HOST + "\r\n");
    served("one empty line in front", "\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n");
    refused("three empty lines in front", "\r\n\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n");
    refused("LF in front", "\nGET / HTTP/1.1\r\n" + HOST + "\r\n");
    refused("NUL in front", "\u0000GET / HTTP/1.1\r\n" + HOST + "\r\n");
    refused("TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n");
    refused("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  }

  private void headers() {
    header("A: b", true);
    header("A:b", true);
    header("A:\tb \t", true);
    header("A:", true);
    header("A: \u00e4", true);
    header("A: b\tc", true);
    header("a!#$%&'*+-.^_`|~1: b", true);
    header("A : b", false);
    header("A\t: b", false);
    header(" A: b", false);
    header("A b: c", false);
    header(": b", false);
    header("A", false);
    header("A;b", false);
    header("A: b\r\n c", false);
    header("A: b\r\n\tc", false);
    header("A: b\u0000c", false);
    header("A: b\u0001c", false);
    header("A: b\u001bc", false);
    header("A: b\u007fc", false);
    header("A: b\nB: c", false);
    header("A: b\rB: c", false);
    header("A: b\r\r\nB: c", false);
    header("(A): b", false);
    header("A\u0000: b", false);
    header("\u00e4: b", false);
    header("A\": b", false);
    header("Expect: 100-continue", true);
    header("Expect: 100-Continue", true);
    header("Expect: 200-ok", false);
    header("A: " + "b".repeat(40_000), false);
    header("A: b\r\n".repeat(5_000) + "A: b", false);
    refused("no blank line", "GET / HTTP/1.1\r\n" + HOST);
    refused("blank line of LF", "GET / HTTP/1.1\r\n" + HOST + "\n");
    refused("headers ended by LF", "GET / HTTP/1.1\nHost: localhost\n\n");
  }

  private void hosts() {
    host(HOST, "/a", true);
    host("Host: localhost:8080\r\n", "/a", true);
    host("Host: [::1]:8080\r\n", "/a", true);
    host("HOST: localhost\r\n", "/a", true);
    host("", "/a", false);
    host(HOST + HOST, "/a", false);
    host(HOST + "host: other\r\n", "/a", false);
    host("Host: a b\r\n", "/a", false);
    host("Host: a/b\r\n", "/a", false);
    host("Host: u@localhost\r\n", "/a", false);
    host("Host: localhost:x\r\n", "/a", false);
    host("Host: localhost:65535\r\n", "/a", true);
    host("Host: localhost:65536\r\n", "/a", false);
    host("Host: [::1]:99999\r\n", "/a", false);
    host("Host: localhost,other\r\n", "/a", false);
    host("Host: [::1\r\n", "/a", false);
    host("Host: ::1\r\n", "/a", false);
    host(HOST, "http://localhost/a", true);
    host(HOST, "HTTP://LOCALHOST/a", true);
    host(HOST, "http://other/a", false);
    host(HOST, "http://localhost:1/a", false);
    host(HOST, "http://localhost@other/a", false);
    host(HOST, "http:///a", false);
    host(HOST, "ftp://localhost/a", false);
  }

  private void lengths() {
    body("Content-Length: 3\r\n", "abc", true);
    body("Content-Length: 0\r\n", "", true);
    body("Content-Length: 003\r\n", "abc", true);
    body("", "", true);
    body("Content-Length:\r\n", "", false);
    body("Content-Length: +3\r\n", "abc", false);
    body("Content-Length: -1\r\n", "abc", false);
    body("Content-Length: 3 3\r\n", "abc", false);
    body("Content-Length: 3,3\r\n", "abc", false);
    body("Content-Length: 3, 4\r\n", "abc", false);
    body("Content-Length: 0x3\r\n", "abc", false);
    body("Content-Length: 3.0\r\n", "abc", false);
    body("Content-Length: 3;a\r\n", "abc", false);
    body("Content-Length: \"3\"\r\n", "abc", false);
    body("Content-Length: 99999999999999999999\r\n", "abc", false);
    body("Content-Length: 9223372036854775808\r\n", "abc", false);
    body("Content-Length: 3\r\nContent-Length: 3\r\n", "abc", false);
    body("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd", false);
    body("Content-Length: 3\r\nX: y\r\nContent-Length: 0\r\n", "abc", false);
    body("Content-Length: three\r\n", "abc", false);
    body("Content-Length: \u0663\r\n", "abc", false);
  }

  private void codings() {
    String last = "3\r\nabc\r\n0\r\n\r\n";
    body(CHUNKED, last, true);
    body("Transfer-Encoding: CHUNKED\r\n", last, true);
    body("transfer-encoding:chunked\r\n", last, true);
    body(CHUNKED + "Content-Length: 3\r\n", last, false);
    body("Content-Length: 3\r\n" + CHUNKED, last, false);
    body(CHUNKED + CHUNKED, last, false);
    body("Transfer-Encoding: gzip, chunked\r\n", last, false);
    body("Transfer-Encoding: chunked, gzip\r\n", last, false);
    body("Transfer-Encoding: chunked, chunked\r\n", last, false);
    body("Transfer-Encoding: gzip\r\n", last, false);
    body("Transfer-Encoding: identity\r\n", "", false);
    body("Transfer-Encoding: identity\r\n" + CHUNKED, last, false);
    body("Transfer-Encoding:\r\n", last, false);
    body("Transfer-Encoding: xchunked\r\n", last, false);
    body("Transfer-Encoding: chunked;q=1\r\n", last, false);
    body("Transfer-Encoding: \"chunked\"\r\n", last, false);
    body("Transfer-Encoding: \u000bchunked\r\n", last, false);
    body("Transfer-Encoding : chunked\r\n", last, false);
    body("Transfer-Encoding: x\r\n chunked\r\n", last, false);
    refused("chunks in HTTP/1.0", "POST /a HTTP/1.0\r\n" + HOST + CHUNKED + "\r\n" + last);
  }

  private void chunkSizes() {
    String end = "\r\n0\r\n\r\n";
    chunks("0\r\n\r\n", true);
    chunks("3\r\nabc" + end, true);
    chunks("003\r\nabc" + end, true);
    chunks("A\r\n0123456789" + end, true);
    chunks("a\r\n0123456789" + end, true);
    chunks("1\r\na\r\n2\r\nbc\r\n00\r\n\r\n", true);
    chunks("00000003\r\nabc" + end, true);
    chunks("\r\nabc" + end, false);
    chunks(" 3\r\nabc" + end, false);
    chunks("3 \r\nabc" + end, false);
    chunks("3\t\r\nabc" + end, false);
    chunks("\t3\r\nabc" + end, false);
    chunks("0x3\r\nabc" + end, false);
    chunks("+3\r\nabc" + end, false);
    chunks("-3\r\nabc" + end, false);
    chunks("3_\r\nabc" + end, false);
    chunks("g\r\nabc" + end, false);
    chunks("3.\r\nabc" + end, false);
    chunks("3\nabc" + end, false);
    chunks("3\rabc" + end, false);
    chunks("3\r\r\nabc" + end, false);
    chunks("3\n\r\nabc" + end, false);
    chunks("3\u0000\r\nabc" + end, false);
    chunks("\u00003\r\nabc" + end, false);
    chunks("3\u000b\r\nabc" + end, false);
    chunks("3\u007f\r\nabc" + end, false);
    chunks("3\u00e4\r\nabc" + end, false);
    chunks("\uff13\r\nabc" + end, false);
    chunks("FFFFFFFFFFFFFFFF\r\nabc" + end, false);
    chunks("10000000000000003\r\nabc" + end, false);
    chunks("0".repeat(300) + "3\r\nabc" + end, false);
    chunks("3 3\r\nabc" + end, false);
    chunks("abc", false);
  }

  private void chunkExtensions() {
    String end = "\r\nabc\r\n0\r\n\r\n";
    chunks("3;a" + end, true);
    chunks("3;a=b" + end, true);
    chunks("3;a=\"b c;d\"" + end, true);
    chunks("3;a=\"b\\\"c\"" + end, true);
    chunks("3;a;b=c;d" + end, true);
    chunks("3\r\nabc\r\n0;a=b\r\n\r\n", true);
    chunks("3;" + end, false);
    chunks("3;=b" + end, false);
    chunks("3;a=" + end, false);
    chunks("3;a b" + end, false);
    chunks("3;a=\"b" + end, false);
    chunks("3;a=\"b\"c" + end, false);
    chunks("3;a\u0000" + end, false);
    chunks("3;a\u001b" + end, false);
    chunks("3;a\nb" + end, false);
    chunks("3;a\rb" + end, false);
    chunks("3,a" + end, false);
    chunks("3a;" + "b".repeat(300) + end, false);
    chunks(
        "1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nx\r\n".repeat(1_000) + "0\r\n\r\n", false);
  }

  private void chunkData() {
    chunks("3\r\nabcd\r\n0\r\n\r\n", false);
    chunks("3\r\nab\r\n0\r\n\r\n", false);
    chunks("3\r\nabc0\r\n\r\n", false);
    chunks("3\r\nabc\n0\r\n\r\n", false);
    chunks("3\r\nabc\r0\r\n\r\n", false);
    chunks("3\r\nabc\r\r\n0\r\n\r\n", false);
    chunks("3\r\nabc\r\n\r\n0\r\n\r\n", false);
    chunks("3\r\nabc \r\n0\r\n\r\n", false);
    chunks("3\r\nabc\r\n0\n\n", false);
    chunks("3\r\nabc\r\n0\r\n\n", false);
    chunks("3\r\nabc\r\n0\r\n\rX", false);
    chunks("3\r\nabc\r\n", false);
    chunks("3\r\n\r\n\r\r\n0\r\n\r\n", true);
  }

  private void trailers() {
    String data = "3\r\nabc\r\n0\r\n";
    chunks(data + "A: b\r\n\r\n", true);
    chunks(data + "A: b\r\nC:\r\n\r\n", true);
    chunks(data + "A\r\n\r\n", false);
    chunks(data + "A : b\r\n\r\n", false);
    chunks(data + " A: b\r\n\r\n", false);
    chunks(data + "A: b\r\n c\r\n\r\n", false);
    chunks(data + ": b\r\n\r\n", false);
    chunks(data + "A: b\u0000\r\n\r\n", false);
    chunks(data + "A: b\u001b\r\n\r\n", false);
    chunks(data + "A: b\n\r\n", false);
    chunks(data + "A: b\r\r\n\r\n", false);
    chunks(data + "junk junk\r\n\r\n", false);
    chunks(data + "A: " + "b".repeat(10_000) + "\r\n\r\n", false);
    chunks(data + "A: b\r\n".repeat(2_000) + "\r\n", false);
    chunks(data + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n", false);
  }
}
