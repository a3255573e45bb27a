package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.RoutingNames;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Streamable HTTP of the stateless era (2026-07-28): each request stands for itself, with headers
 * that say what is in its body.
 *
 * <p>A client cancels by closing the response; a stream that breaks is not resumed, and the client
 * learns of it.
 */
final class ModernUpstream implements Upstream {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");
  private final HttpLink link;
  private final Calls calls;
  private final ClientSide client;
  private final Map<String, String> given;
  private final ToolHeaderWriter tools = new ToolHeaderWriter();
  private final CompletableFuture<Void> working = new CompletableFuture<>();
  private volatile boolean used;

  ModernUpstream(HttpLink link, Calls calls, ClientSide client) {
    this(link, calls, client, Map.of());
  }

  /**
   * For a client that knows the tools itself.
   *
   * @param given the arguments of a tool that go into headers, by the names that the tool gives
   *     them
   */
  ModernUpstream(HttpLink link, Calls calls, ClientSide client, Map<String, String> given) {
    this.link = link;
    this.calls = calls;
    this.client = client;
    this.given = given;
  }

  /** Returns whether a message is one of the stateless era. */
  static boolean isModern(Envelope message) {
    return message.has(Member.META_PROTOCOL_VERSION);
  }

  /** Returns whether the server answered a request in this way. */
  boolean isUsed() {
    return used;
  }

  /** Completes when the server began to answer a request, which may go on for long. */
  CompletableFuture<Void> working() {
    return working;
  }

  @Override
  public CompletionStage<?> request(Call call) {
    if (call.method().equals("tools/list")) {
      Call.Hook next = call.hook();
      call.hook(
          response -> {
            byte[] passed = learn(response);
            return next == null ? passed : next.response(ClientSide.scanned(passed));
          });
    }
    post(call, false);
    return CompletableFuture.completedFuture(null);
  }

  private byte[] learn(Envelope response) {
    String kept = tools.learn(response.raw(Member.RESULT_TOOLS));
    if (kept == null) {
      return response.toBytes();
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} has tools with a wrong x-mcp-header: they are left out",
        link.uri().getHost());
    return response.splice().replace(response, Member.RESULT_TOOLS, kept).toBytes();
  }

  private void post(Call call, boolean again) {
    EventReader reader = new EventReader(link.settings().maxMessageBytes, client::deliver);
    Later.whenDone(
        Delivery.send(
            link,
            () -> request(call.request(), () -> call.written().complete(null)),
            call.isHarmless(),
            info -> {
              boolean stream = reader.accepts(info);
              if (stream) {
                used = true;
                working.complete(null);
              }
              return stream ? reader : null;
            },
            call::exchange),
        (reply, failure) -> replied(call, again, reply, failure));
  }

  private HttpRequest request(Envelope message, Runnable taken) {
    HttpRequest.Builder request =
        link.request(link.uri())
            .header("Content-Type", "application/json")
            .header("Accept", SessionUpstream.ACCEPT)
            .POST(new Outgoing(message.toBytes(), taken));
    String method = message.method();
    String version = message.text(Member.META_PROTOCOL_VERSION);
    if (version != null) {
      request.setHeader("MCP-Protocol-Version", ToolHeaderWriter.headerValue(version));
    }
    if (method != null) {
      request.setHeader("Mcp-Method", ToolHeaderWriter.headerValue(method));
      Member named = RoutingNames.of(message);
      String name = named == null ? null : message.text(named);
      if (name != null) {
        request.setHeader("Mcp-Name", ToolHeaderWriter.headerValue(name));
      }
      if (method.equals("tools/call")) {
        given.forEach(
            (param, value) ->
                request.setHeader("Mcp-Param-" + param, ToolHeaderWriter.headerValue(value)));
        tools.of(name, message.raw(Member.ARGUMENTS)).forEach(request::setHeader);
      }
    }
    return request.build();
  }

  private void replied(
      Call call, boolean again, @Nullable Reply reply, @Nullable Throwable failure) {
    call.written().complete(null);
    if (!call.isPending()) {
      return;
    }
    if (reply == null) {
      Throwable cause = Failures.root(failure);
      if (!Failures.notSent(cause) && !Failures.isFinal(cause)) {
        call.lost();
      }
      client.fail(call, cause);
    } else if (!reply.ok()) {
      if ("-32020".equals(HttpErrors.code(reply)) && call.method().equals("tools/call") && !again) {
        used = true;
        refreshTools(call);
      } else if (!call.detoured(reply)) {
        used = true;
        client.refuse(call, reply);
      }
    } else if (reply.streamed()) {
      call.lost();
      client.fail(
          call,
          new RemoteException(
              "The MCP server ended the stream without a response: it may have done what was"
                  + " asked."));
    } else if (reply.isEmpty() && call.detoured(reply)) {
      return;
    } else {
      used = true;
      client.deliver(reply.body());
      if (call.isPending()) {
        client.fail(
            call,
            new RemoteException(
                "The MCP server answered HTTP "
                    + reply.status()
                    + " without a response to this request."));
      }
    }
  }

  /** Lists the tools again, because the headers did not fit the tool, which may have changed. */
  private void refreshTools(Call call) {
    Envelope request = call.request();
    String meta = request.raw(Member.PARAMS_META);
    String list =
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + calls.privateId()
            + ",\"method\":\"tools/list\",\"params\":{\"_meta\":"
            + (meta == null ? "{}" : meta)
            + "}}";
    try {
      Call refresh = new Call(Envelope.scan(list.getBytes(StandardCharsets.UTF_8)));
      refresh.hook(
          response -> {
            tools.learn(response.raw(Member.RESULT_TOOLS));
            return null;
          });
      calls.add(refresh);
      post(refresh, true);
      Later.whenDone(refresh.done(), () -> post(call, true));
    } catch (MalformedMessageException e) {
      client.fail(call, e);
    }
  }

  @Override
  public CompletionStage<?> message(Envelope message) {
    if (message.kind() == Kind.RESPONSE) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "Dropped a response of the client: a server of this revision sends no requests");
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> taken = new CompletableFuture<>();
    Later.whenDone(
        Delivery.send(link, () -> request(message, () -> {}), true, info -> null, sent -> {}),
        () -> taken.complete(null));
    return taken;
  }

  @Override
  public CompletionStage<?> cancel(Call call, Envelope notification) {
    client.drop(call);
    Exchange open = call.exchange();
    if (open != null) {
      open.close();
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> end() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    // The link closes what is open.
  }
}
