package dev.mcpfly.transport.security;

import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.relay.RelayCore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A client of a relay without sockets: a session of one of the three transports. */
final class ModelClient {
  enum Kind {
    SESSION,
    SSE,
    WRAP
  }

  final Kind kind;
  final String name;
  private final RelayCore relay;
  private final String principal;
  final List<String> heard = new ArrayList<>();
  private final List<FakeExchange> open = new CopyOnWriteArrayList<>();
  private String session = "";
  private String query = "";
  private int sent;
  boolean gone;

  ModelClient(RelayCore relay, Kind kind, String principal, int number) {
    this.relay = relay;
    this.kind = kind;
    this.principal = principal;
    // All that a principal says at "/" is one client's.
    this.name = principal + "/" + (kind == Kind.WRAP ? 0 : number);
    String initialize =
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
            + "\"protocolVersion\":\"2025-03-26\",\"capabilities\":{},\"clientInfo\":"
            + "{\"name\":\"c\",\"version\":\"1\"}}}";
    switch (kind) {
      case SESSION -> {
        FakeExchange opened = post(initialize);
        session = opened.answered.getOrDefault("Mcp-Session-Id", "");
        exchange("GET", "/mcp", null, "");
      }
      case SSE -> {
        exchange("GET", "/sse", null, "");
        String first = String.join("", heard);
        query = first.substring(first.indexOf('?') + 1).trim();
        post(initialize);
      }
      case WRAP -> {
        exchange("GET", "/", null, "");
        post(initialize);
      }
    }
    post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
  }

  private FakeExchange exchange(String method, String path, @Nullable String asked, String body) {
    FakeExchange exchange = new FakeExchange(method, path, asked, body);
    open.add(exchange);
    relay.handle(exchange);
    return exchange;
  }

  FakeExchange post(String body) {
    return switch (kind) {
      case SESSION -> exchange("POST", "/mcp", null, body);
      case SSE -> exchange("POST", "/messages", query, body);
      case WRAP -> exchange("POST", "/", null, body);
    };
  }

  String label() {
    return "\"label\":\"" + name + "/" + ++sent + "\"";
  }

  /** Says something, honest or not. */
  void act(Random random, SharedChildModel child) {
    // Few ids, so that those of several clients are the same, and those that the relay gives.
    String id = "" + (1 + random.nextInt(5));
    switch (random.nextInt(18)) {
      case 0, 1, 2, 12, 13, 14, 15, 16 -> post(call(id));
      case 3 -> post("[" + call(id) + "," + call("\"x" + id + "\"") + "]");
      case 4 -> post(notification("cancelled", "\"requestId\":" + id));
      case 5 -> post(notification("cancelled", "\"requestId\":" + child.someId(random)));
      case 6 -> {
        String forged = notification("cancelled", "\"requestId\":" + child.someId(random));
        post("[" + forged + "," + answer(child.someQuestion(random)) + "]");
      }
      case 7 -> post(answer(child.someQuestion(random)));
      case 8 -> post(notification("progress", "\"progressToken\":" + child.someQuestion(random)));
      case 9 ->
          post(
              request(
                  id,
                  random.nextBoolean() ? "tasks/get" : "tasks/cancel",
                  "\"taskId\":\"task-" + child.someId(random) + "\""));
      case 10 ->
          post(
              random.nextBoolean()
                  ? request(id, "notifications/cancelled", "\"requestId\":" + child.someId(random))
                  : request(id, "logging/setLevel", "\"level\":\"debug\""));
      default -> leave(random);
    }
  }

  private void leave(Random random) {
    if (random.nextInt(3) > 0) {
      // A request is cut off; its session lives on.
      if (!open.isEmpty()) {
        open.get(random.nextInt(open.size())).leave();
      }
      return;
    }
    gone = true;
    if (kind == Kind.SESSION) {
      exchange("DELETE", "/mcp", null, "");
    }
    List.copyOf(open).forEach(FakeExchange::leave);
  }

  private String call(String id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\"t\",\"arguments\":{"
        + label()
        + "},\"_meta\":{\"progressToken\":\"same\"}}}";
  }

  private String request(String id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":{"
        + params
        + ","
        + label()
        + "}}";
  }

  private String notification(String name, String params) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/"
        + name
        + "\",\"params\":{"
        + params
        + ","
        + label()
        + "}}";
  }

  private String answer(String id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{" + label() + "}}";
  }

  /** An exchange whose answer is heard by this client. */
  final class FakeExchange implements Exchange {
    final Map<String, String> answered = new TreeMap<>();
    private final String method;
    private final String path;
    private final @Nullable String asked;
    private final String body;
    private @Nullable Runnable onGone;
    private volatile boolean left;

    FakeExchange(String method, String path, @Nullable String asked, String body) {
      this.method = method;
      this.path = path;
      this.asked = asked;
      this.body = body;
    }

    private void hear(byte[] bytes) {
      if (!left) {
        synchronized (heard) {
          heard.add(new String(bytes, StandardCharsets.UTF_8));
        }
      }
    }

    void leave() {
      left = true;
      open.remove(this);
      Runnable action = onGone;
      onGone = null;
      if (action != null) {
        action.run();
      }
    }

    @Override
    public String method() {
      return method;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public @Nullable String query() {
      return asked;
    }

    @Override
    public String principal() {
      return principal;
    }

    @Override
    public List<String> headers(String header) {
      return switch (header.toLowerCase(Locale.ROOT)) {
        case "content-type" -> List.of("application/json");
        case "accept" -> List.of("application/json, text/event-stream");
        case "mcp-session-id" -> session.isEmpty() ? List.of() : List.of(session);
        default -> List.of();
      };
    }

    @Override
    public String remoteAddress() {
      return "127.0.0.1";
    }

    @Override
    public void readBody(int limit, BodyReceiver receiver) {
      receiver.received(body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void respond(int status, byte[] bytes, String... headers) {
      for (int i = 0; i + 1 < headers.length; i += 2) {
        answered.put(headers[i], headers[i + 1]);
      }
      open.remove(this);
      hear(bytes);
    }

    @Override
    public ResponseStream stream(int status, String... headers) {
      return new ResponseStream() {
        @Override
        public boolean write(byte[] bytes) {
          hear(bytes);
          return !left;
        }

        @Override
        public void close() {
          open.remove(FakeExchange.this);
        }
      };
    }

    @Override
    public void onDisconnect(Runnable action) {
      if (left) {
        action.run();
      } else {
        onGone = action;
      }
    }
  }
}
