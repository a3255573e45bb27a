package dev.mcpfly.api.emulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Route;
import dev.mcpfly.api.emulator.internal.http.Routes;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The API's HTTP server: checks the token, rate limits and fault rules, and then calls the handler.
 */
final class ApiServer {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.api.emulator");
  private static final Set<String> OPEN = Set.of("Platform_regions_get");

  static {
    // Without it the server answers keep-alive requests some 40 ms late (Nagle against delayed
    // ACK).
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final HttpServer server;
  private final Routes routes;
  private final World world;
  private final TokenCheck access;
  private final RateLimits limits;
  private final Fault.Rules faults;
  private final FlyEmulator.ErrorShape shape;
  private final RequestLog log = new RequestLog();

  ApiServer(
      Routes routes,
      World world,
      TokenCheck access,
      RateLimits limits,
      Fault.Rules faults,
      FlyEmulator.Builder options,
      ExecutorService workers)
      throws IOException {
    this.routes = routes;
    this.world = world;
    this.access = access;
    this.limits = limits;
    this.faults = faults;
    this.shape = options.errorShape;
    SSLContext https = options.https;
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (https == null) {
      server = HttpServer.create(address, 256);
    } else {
      HttpsServer secure = HttpsServer.create(address, 256);
      secure.setHttpsConfigurator(new HttpsConfigurator(https));
      server = secure;
    }
    server.setExecutor(workers);
    server.createContext("/", this::handle);
    DaemonThreads.run(server::start);
  }

  URI uri() {
    InetSocketAddress address = server.getAddress();
    String scheme = server instanceof HttpsServer ? "https://" : "http://";
    return URI.create(scheme + address.getAddress().getHostAddress() + ":" + address.getPort());
  }

  List<FlyEmulator.RecordedRequest> requests() {
    return log.all();
  }

  void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Inbound inbound = new Inbound(exchange, world.now());
    try (exchange) {
      Reply reply;
      try {
        reply = answer(inbound);
      } catch (ApiError e) {
        reply = ErrorBodies.write(e, shape);
      } catch (RuntimeException | Error e) {
        LOG.log(Level.ERROR, "the emulator failed at " + exchange.getRequestURI().getPath(), e);
        reply = failure(e);
      }
      world.runDue();
      log.add(inbound.record(reply));
      if (reply != null) {
        send(exchange, reply, inbound.stalled);
      }
    }
  }

  /** Answers with the reason for any failure, even a missing class. */
  private Reply failure(Throwable failure) {
    String reason = "internal error in the emulator: " + failure;
    try {
      return ErrorBodies.write(ApiError.of(500, reason), shape);
    } catch (RuntimeException | Error e) {
      return Reply.text(500, "text/plain; charset=utf-8", reason);
    }
  }

  /** Returns the answer, or null if the connection is to be dropped. */
  private @Nullable Reply answer(Inbound inbound) throws IOException {
    HttpExchange exchange = inbound.exchange;
    String path = exchange.getRequestURI().getRawPath();
    Routes.Match match = routes.find(exchange.getRequestMethod(), path);
    Route route = match.route();
    inbound.operation = route.operation();
    TokenCheck.Grant grant = null;
    if (!OPEN.contains(route.operation())) {
      grant = access.check(exchange.getRequestHeaders().getFirst("Authorization"));
    }
    limits.take(route.operation(), match.variables());
    String app = match.variables().getOrDefault("app_name", "");
    Fault fault = faults.strike(route.operation(), app);
    Fault.Kind kind = fault == null ? null : fault.kind();
    if (kind == Fault.Kind.REFUSE) {
      return null;
    }
    inbound.body = exchange.getRequestBody().readAllBytes();
    if (kind == Fault.Kind.DROP_BEFORE) {
      return null;
    } else if (fault != null && kind == Fault.Kind.ANSWER) {
      return emulated(fault);
    } else if (fault != null && kind == Fault.Kind.DELAY) {
      world.pause(fault.delay());
    }
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    String scope = grant == null ? null : grant.app();
    ReceivedCall call =
        new ReceivedCall(route, match.variables(), query, inbound.headers, inbound.body, scope);
    Reply reply = run(route, call);
    if (kind == Fault.Kind.DROP_AFTER) {
      return null;
    } else if (fault != null && kind == Fault.Kind.ANSWER_AFTER_EFFECT) {
      return emulated(fault);
    }
    inbound.stalled = kind == Fault.Kind.STALL_BODY;
    return reply;
  }

  private Reply run(Route route, ReceivedCall call) {
    Reply reply;
    try {
      reply =
          route.patient()
              ? route.handler().handle(call)
              : world.locked(() -> route.handler().handle(call));
    } catch (ApiError e) {
      reply = ErrorBodies.write(e, shape);
    }
    world.runDue();
    return reply;
  }

  private static Reply emulated(Fault fault) {
    String body = fault.body();
    String type = body.startsWith("{") || body.startsWith("[") ? "application/json" : "text/plain";
    Reply reply = new Reply(fault.status(), type, body.getBytes(StandardCharsets.UTF_8), Map.of());
    for (Map.Entry<String, String> header : fault.headers().entrySet()) {
      reply = reply.with(header.getKey(), header.getValue());
    }
    return reply;
  }

  private void send(HttpExchange exchange, Reply reply, boolean stall) throws IOException {
    if (!reply.type().isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", reply.type());
    }
    exchange.getResponseHeaders().set("fly-request-id", world.ids().ulid() + "-" + world.nearest());
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = reply.body();
    if (stall && reply.status() == 204) {
      // There is no body to stall in: the head does not come either.
      world.pauseUntilClosed();
      return;
    }
    if (!stall) {
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      return;
    }
    exchange.sendResponseHeaders(reply.status(), Math.max(2, body.length));
    OutputStream out = exchange.getResponseBody();
    out.write(body, 0, body.length / 2);
    out.flush();
    world.pauseUntilClosed();
  }

  /** The request, field by field as it is read. */
  private static final class Inbound {
    final HttpExchange exchange;
    final Instant time;
    final Map<String, List<String>> headers = new LinkedHashMap<>();
    String operation = "";
    byte[] body = {};
    boolean stalled;

    Inbound(HttpExchange exchange, Instant time) {
      this.exchange = exchange;
      this.time = time;
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    }

    FlyEmulator.RecordedRequest record(@Nullable Reply reply) {
      Map<String, List<String>> shown = new LinkedHashMap<>(headers);
      shown.remove("authorization");
      return new FlyEmulator.RecordedRequest(
          time,
          operation,
          exchange.getRequestMethod(),
          exchange.getRequestURI().toString(),
          shown,
          new String(body, StandardCharsets.UTF_8),
          reply == null ? OptionalInt.empty() : OptionalInt.of(reply.status()));
    }
  }
}
