package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Backoff;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.IdMap;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.Splice;
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
 * <p>The handshake, pings, the log level and subscriptions are dealt with here. What the server
 * wants to know in the middle of a call comes as a result of that call; the client is asked, and
 * the call is made again with its answers.
 */
final class EraBridge implements Upstream {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");
  private static final String REVISION = "2026-07-28";
  private static final Set<String> HANDSHAKES =
      Set.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");
  private static final int MAX_ROUNDS = 10;
  private static final String META = "io.modelcontextprotocol/";

  /** A call of the client and the request of the server's era that now stands for it. */
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
  private volatile String clientInfo = "{\"name\":\"unknown\",\"version\":\"0\"}";
  private volatile String clientCapabilities = "{}";
  private volatile String serverCapabilities = "{}";
  private volatile @Nullable String logLevel;
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

  /** Whether the server took the place of the handshake. */
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
        logLevel = call.request().raw(Member.LEVEL);
        client.answer(call, Json.result(call.rawId(), "{}"));
      }
      case "resources/subscribe", "resources/unsubscribe" -> subscribe(call);
      default -> ask(new Running(call), Map.of());
    }
    return CompletableFuture.completedFuture(null);
  }

  private void initialize(Call call) {
    Envelope request = call.request();
    String info = request.raw(Member.CLIENT_INFO);
    String capabilities = request.raw(Member.CAPABILITIES);
    clientInfo = info == null ? clientInfo : info;
    clientCapabilities = capabilities == null ? clientCapabilities : capabilities;
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
          serverInfo = serverInfo == null ? meta.get(META + "serverInfo") : serverInfo;
          String offered = response.raw(Member.RESULT_CAPABILITIES);
          serverCapabilities = offered == null ? "{}" : offered;
          Map<String, String> result = new LinkedHashMap<>();
          result.put("protocolVersion", Json.quote(version));
          result.put("capabilities", serverCapabilities);
          result.put(
              "serverInfo",
              serverInfo == null ? "{\"name\":\"unknown\",\"version\":\"0\"}" : serverInfo);
          String instructions = response.raw(Member.RESULT_INSTRUCTIONS);
          if (instructions != null) {
            result.put("instructions", instructions);
          }
          open = true;
          client.answer(call, Json.result(call.rawId(), RawJson.object(result)));
          return null;
        });
  }

  /** Sends a request of our own in the server's era. */
  private Call send(String method, Map<String, String> params, Call.Hook hook) {
    Map<String, String> all = new LinkedHashMap<>(params);
    all.put("_meta", RawJson.object(meta()));
    Map<String, String> message = new LinkedHashMap<>();
    message.put("jsonrpc", "\"2.0\"");
    message.put("id", calls.privateId());
    message.put("method", Json.quote(method));
    message.put("params", RawJson.object(all));
    Call call = new Call(scan(RawJson.object(message).getBytes(StandardCharsets.UTF_8)));
    call.hook(hook);
    calls.add(call);
    server.request(call);
    return call;
  }

  private Map<String, String> meta() {
    Map<String, String> meta = new LinkedHashMap<>();
    meta.put(META + "protocolVersion", Json.quote(REVISION));
    meta.put(META + "clientInfo", clientInfo);
    meta.put(META + "clientCapabilities", clientCapabilities);
    String level = logLevel;
    if (level != null) {
      meta.put(META + "logLevel", level);
    }
    return meta;
  }

  private void ask(Running call, Map<String, String> answers) {
    Call inner = new Call(translate(call.call.request(), answers));
    inner.hook(response -> answered(call, response));
    call.inner = inner;
    running.put(call.call, call);
    calls.add(inner);
    server.request(inner);
    Later.whenDone(inner.written(), () -> call.call.written().complete(null));
  }

  /** The client's request with what the server's era wants in it. */
  private Envelope translate(Envelope request, Map<String, String> answers) {
    Splice splice = request.splice().replace(request, Member.ID, calls.privateId());
    String meta = inner(RawJson.object(meta()));
    StringBuilder extra = new StringBuilder();
    answers.forEach(
        (key, value) -> extra.append(Json.quote(key)).append(':').append(value).append(','));
    if (!request.has(Member.PARAMS)) {
      splice.insert(request.to() - 1, ",\"params\":{" + extra + "\"_meta\":{" + meta + "}}");
    } else if (!request.has(Member.PARAMS_META)) {
      splice.insert(
          request.start(Member.PARAMS) + 1,
          extra + "\"_meta\":{" + meta + "}" + comma(request, Member.PARAMS));
    } else {
      splice.insert(request.start(Member.PARAMS) + 1, extra.toString());
      splice.insert(
          request.start(Member.PARAMS_META) + 1, meta + comma(request, Member.PARAMS_META));
    }
    return scan(splice.toBytes());
  }

  private static String inner(String object) {
    return object.substring(1, object.length() - 1);
  }

  private static String comma(Envelope message, Member object) {
    return RawJson.members(message.raw(object)).isEmpty() ? "" : ",";
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

  /** Asks the client what the server wants to know, and calls again with the answers. */
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
        LOG.log(System.Logger.Level.DEBUG, "Dropped a response that nobody waits for");
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

  /** Asks for the notifications that the client expects, in place of what was asked before. */
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

  private static Envelope scan(byte[] json) {
    try {
      return Envelope.scan(json);
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("A message of our own must be readable.", e);
    }
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
