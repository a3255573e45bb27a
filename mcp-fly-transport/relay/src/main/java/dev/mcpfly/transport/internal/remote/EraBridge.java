package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Backoff;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.IdMap;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.Text;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets a client of the session era talk to a server of the stateless era.
 *
 * <p>The handshake, pings, the log level and subscriptions are handled here. If the result of a
 * call says that the server requires input, the client is asked for it, and the call is repeated
 * with the answers.
 */
final class EraBridge implements Upstream {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");
  private static final Set<String> HANDSHAKES =
      Set.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");
  private static final int MAX_ROUNDS = 10;

  /** A call of the client, and the stateless request that currently represents it. */
  private static final class Running {
    final Call call;
    int rounds;
    volatile @Nullable Call inner;

    Running(Call call) {
      this.call = call;
    }
  }

  private final Upstream server;
  private final Calls calls;
  private final ClientSide client;
  private final Map<Call, Running> running = new ConcurrentHashMap<>();
  private final IdMap<CompletableFuture<String>> questions = new IdMap<>();
  private final Set<String> resources = new TreeSet<>();
  private final Backoff listenPause = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
  private final StatelessMessages messages = new StatelessMessages();
  private volatile String serverCapabilities = "{}";
  private volatile boolean open;
  private volatile boolean closed;
  private volatile boolean initialized;
  private volatile @Nullable Call listen;

  EraBridge(Upstream server, Calls calls, ClientSide client) {
    this.server = server;
    this.calls = calls;
    this.client = client;
    client.filter(
        message ->
            message.isMethod("notifications/subscriptions/acknowledged")
                ? null
                : message.toBytes());
  }

  /** Returns whether the server has answered the request that replaces the handshake. */
  boolean isOpen() {
    return open;
  }

  @Override
  public CompletionStage<?> request(Call call) {
    switch (call.method()) {
      case "initialize" -> {
        initialize(call);
        return call.done();
      }
      case "ping" -> client.answer(call, Json.result(call.rawId(), "{}"));
      case "logging/setLevel" -> {
        messages.logLevel(call.request().raw(Member.LEVEL));
        client.answer(call, Json.result(call.rawId(), "{}"));
      }
      case "resources/subscribe", "resources/unsubscribe" -> subscribe(call);
      default -> ask(new Running(call), Map.of());
    }
    return CompletableFuture.completedFuture(null);
  }

  private void initialize(Call call) {
    Envelope request = call.request();
    messages.client(request.raw(Member.CLIENT_INFO), request.raw(Member.CAPABILITIES));
    String wanted = request.text(Member.PROTOCOL_VERSION);
    String version = wanted != null && HANDSHAKES.contains(wanted) ? wanted : "2025-11-25";
    send(
        "server/discover",
        new LinkedHashMap<>(),
        response -> {
          if (!response.has(Member.RESULT)) {
            client.answer(
                call, response.splice().replace(response, Member.ID, call.rawId()).toBytes());
            return null;
          }
          Map<String, String> meta = RawJson.members(response.raw(Member.RESULT_META));
          String serverInfo = response.raw(Member.RESULT_SERVER_INFO);
          serverInfo =
              serverInfo == null ? meta.get(StatelessMessages.META + "serverInfo") : serverInfo;
          String offered = response.raw(Member.RESULT_CAPABILITIES);
          serverCapabilities = offered == null ? "{}" : offered;
          Map<String, String> result = new LinkedHashMap<>();
          result.put("protocolVersion", Json.quote(version));
          result.put("capabilities", serverCapabilities);
          result.put("serverInfo", serverInfo == null ? StatelessMessages.UNKNOWN : serverInfo);
          String instructions = response.raw(Member.RESULT_INSTRUCTIONS);
          if (instructions != null) {
            result.put("instructions", instructions);
          }
          open = true;
          client.answer(call, Json.result(call.rawId(), RawJson.object(result)));
          return null;
        });
  }

  /** Sends a request that the bridge itself makes. */
  private Call send(String method, Map<String, String> params, Call.Hook hook) {
    Call call = new Call(messages.request(calls.privateId(), method, params));
    call.hook(hook);
    calls.add(call);
    server.request(call);
    return call;
  }

  private void ask(Running call, Map<String, String> answers) {
    Call inner = new Call(messages.translated(call.call.request(), calls.privateId(), answers));
    inner.hook(response -> answered(call, response));
    call.inner = inner;
    running.put(call.call, call);
    calls.add(inner);
    server.request(inner);
    Later.whenDone(inner.written(), () -> call.call.written().complete(null));
  }

  private byte @Nullable [] answered(Running call, Envelope response) {
    if ("input_required".equals(response.text(Member.RESULT_TYPE))) {
      if (++call.rounds > MAX_ROUNDS) {
        running.remove(call.call);
        client.fail(
            call.call,
            ClientSide.UNAVAILABLE,
            "The MCP server asked more than " + MAX_ROUNDS + " times before it answered.",
            null);
      } else {
        askClient(call, RawJson.members(response.raw(Member.RESULT)));
      }
      return null;
    }
    running.remove(call.call);
    client.answer(
        call.call, response.splice().replace(response, Member.ID, call.call.rawId()).toBytes());
    return null;
  }

  /** Asks the client for the input that the server requires, then repeats the call with it. */
  private void askClient(Running call, Map<String, String> result) {
    Map<String, CompletableFuture<String>> open = new LinkedHashMap<>();
    RawJson.members(result.get("inputRequests"))
        .forEach(
            (key, wanted) -> {
              String id = calls.privateId();
              CompletableFuture<String> answer = new CompletableFuture<>();
              questions.put(id, answer);
              open.put(key, answer);
              Map<String, String> members = new LinkedHashMap<>();
              members.put("jsonrpc", "\"2.0\"");
              members.put("id", id);
              members.putAll(RawJson.members(wanted));
              client.pass(RawJson.object(members).getBytes(StandardCharsets.UTF_8));
            });
    Later.whenDone(
        CompletableFuture.allOf(open.values().toArray(CompletableFuture<?>[]::new)),
        (done, failure) -> {
          if (failure != null) {
            running.remove(call.call);
            client.fail(
                call.call,
                ClientSide.UNAVAILABLE,
                String.valueOf(Failures.root(failure).getMessage()),
                null);
            return;
          }
          if (!call.call.isPending()) {
            return;
          }
          Map<String, String> answers = new LinkedHashMap<>();
          open.forEach((key, answer) -> answers.put(key, answer.join()));
          Map<String, String> again = new LinkedHashMap<>();
          if (!answers.isEmpty()) {
            again.put("inputResponses", RawJson.object(answers));
          }
          String state = result.get("requestState");
          if (state != null) {
            again.put("requestState", state);
          }
          ask(call, again);
        });
  }

  @Override
  public CompletionStage<?> message(Envelope message) {
    if (message.kind() == Kind.RESPONSE) {
      String id = message.raw(Member.ID);
      CompletableFuture<String> question = id == null ? null : questions.take(id);
      if (question == null) {
        LOG.log(System.Logger.Level.DEBUG, "Dropped a response to an unknown request");
      } else if (message.has(Member.RESULT)) {
        question.complete(String.valueOf(message.raw(Member.RESULT)));
      } else {
        question.completeExceptionally(
            new RemoteException(
                "The client did not answer the MCP server: "
                    + Text.excerpt(message.text(Member.ERROR_MESSAGE))));
      }
    } else if (message.isMethod("notifications/initialized")) {
      initialized = true;
      listen();
    } else {
      LOG.log(
          System.Logger.Level.DEBUG,
          "Dropped a notification that the stateless revision does not know");
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> cancel(Call call, Envelope notification) {
    client.drop(call);
    Running found = running.remove(call);
    Call inner = found == null ? null : found.inner;
    return inner == null
        ? CompletableFuture.completedFuture(null)
        : server.cancel(inner, notification);
  }

  private void subscribe(Call call) {
    String uri = call.request().raw(Member.URI);
    boolean changed;
    synchronized (resources) {
      changed =
          uri != null
              && (call.method().equals("resources/subscribe")
                  ? resources.add(uri)
                  : resources.remove(uri));
    }
    client.answer(call, Json.result(call.rawId(), "{}"));
    if (changed) {
      listen();
    }
  }

  /** Subscribes to the notifications that the client expects, replacing the last subscription. */
  private synchronized void listen() {
    Call old = listen;
    listen = null;
    if (old != null) {
      server.cancel(old, old.request());
    }
    String wanted = wanted();
    if (closed || !initialized || wanted.equals("{}")) {
      return;
    }
    Map<String, String> params = new LinkedHashMap<>();
    params.put("notifications", wanted);
    Call fresh = send("subscriptions/listen", params, response -> null);
    listen = fresh;
    long started = System.nanoTime();
    Later.whenDone(
        fresh.done(),
        () -> {
          if (listen == fresh && !closed) {
            if (System.nanoTime() - started > Duration.ofSeconds(5).toNanos()) {
              listenPause.reset();
            }
            Threads.after(
                listenPause.next(),
                () -> {
                  if (listen == fresh) {
                    listen();
                  }
                });
          }
        });
  }

  private String wanted() {
    Map<String, String> capabilities = RawJson.members(serverCapabilities);
    Map<String, String> wanted = new LinkedHashMap<>();
    for (String list : new String[] {"tools", "prompts", "resources"}) {
      if ("true".equals(RawJson.members(capabilities.get(list)).get("listChanged"))) {
        wanted.put(list + "ListChanged", "true");
      }
    }
    synchronized (resources) {
      if (!resources.isEmpty()) {
        wanted.put("resourceSubscriptions", "[" + String.join(",", resources) + "]");
      }
    }
    return RawJson.object(wanted);
  }

  @Override
  public CompletionStage<?> end() {
    close();
    return server.end();
  }

  @Override
  public void close() {
    closed = true;
    server.close();
  }
}
