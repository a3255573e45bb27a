package dev.mcpfly.transport.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The listener beside Jetty 12: the same bytes to both, and what both understood. Whatever Jetty
 * refuses is refused, and whatever is served means the same.
 */
@Timeout(300)
class FramingTest {
  private static final String NEXT =
      "GET /next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private static HttpListener listener;
  private static Server jetty;
  private static int jettyPort;

  @BeforeAll
  static void start() throws Exception {
    listener =
        new HttpListener(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new HttpLimits(
                32 << 10,
                1000,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                1 << 20),
            FramingTest::echo);
    jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    jetty.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            String body = Content.Source.asString(request, StandardCharsets.ISO_8859_1);
            Content.Sink.write(response, true, request.getMethod() + " [" + body + "]", callback);
            return true;
          }
        });
    jetty.start();
    jettyPort = connector.getLocalPort();
  }

  @AfterAll
  static void stop() throws Exception {
    listener.close();
    jetty.stop();
  }

  private static void echo(Exchange exchange) {
    exchange.readBody(
        1 << 20,
        new Exchange.BodyReceiver() {
          @Override
          public void received(byte[] body) {
            String text =
                exchange.method() + " [" + new String(body, StandardCharsets.ISO_8859_1) + "]";
            exchange.respond(200, text.getBytes(StandardCharsets.UTF_8));
          }

          @Override
          public void tooLarge() {
            exchange.respond(413, new byte[0]);
          }
        });
  }

  /** What was understood: the echoes of requests, and a status at the end if one was refused. */
  private record Outcome(List<String> served, int refused) {}

  private static Outcome send(int port, String wire) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      try {
        socket.getOutputStream().write(wire.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
      } catch (IOException e) {
        // Refused before it was all sent.
      }
      InputStream in = socket.getInputStream();
      try {
        in.transferTo(all);
      } catch (IOException e) {
        // Reset, after what came.
      }
    }
    return parse(all.toString(StandardCharsets.UTF_8));
  }

  private static Outcome parse(String answers) {
    List<String> served = new ArrayList<>();
    int at = 0;
    while (at < answers.length()) {
      int end = answers.indexOf("\r\n\r\n", at);
      if (end < 0) {
        break;
      }
      String head = answers.substring(at, end).toLowerCase(Locale.ROOT);
      int status = Integer.parseInt(head.substring(9, 12));
      int length = 0;
      for (String line : head.split("\r\n")) {
        if (line.startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(15).trim());
        }
      }
      at = end + 4 + length;
      if (status == 100) {
        continue;
      }
      if (status != 200) {
        return new Outcome(served, status);
      }
      served.add(answers.substring(end + 4, at));
    }
    return new Outcome(served, 0);
  }

  static List<FramingCases.Case> cases() {
    return FramingCases.all();
  }

  @Test
  void coversAtLeastAsManyCasesAsBefore() {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(148).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parsesRequestsLikeJettyOrRejectsThem(FramingCases.Case each) throws Exception {
    Outcome ours = send(listener.address().getPort(), each.wire() + NEXT);
    Outcome theirs = send(jettyPort, each.wire() + NEXT);
    assertThat(theirs.served().size()).as("Jetty").isGreaterThanOrEqualTo(ours.served().size());
    assertThat(theirs.served().subList(0, ours.served().size())).isEqualTo(ours.served());
    boolean ends = each.wire().contains("HTTP/1.0") || each.wire().contains("Expect:");
    if (each.served() && ends) {
      assertThat(ours.served()).hasSize(1);
    } else if (each.served()) {
      assertThat(ours.served()).as("both requests").hasSize(2);
      assertThat(ours.served().get(1)).isEqualTo("GET []");
    } else {
      // No part of it is taken for a request, nor is what comes behind it.
      assertThat(ours.served()).isEmpty();
      assertThat(ours.refused()).isIn(0, 400, 413, 417, 431, 501, 505);
    }
  }
}
