package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way to the client: passes what the server sends, gives each request exactly one response, and
 * turns failures into JSON-RPC errors. Safe for use from any thread.
 */
final class ClientSide {
  /** JSON-RPC error code for a request that the server could not be asked. */
  static final int UNAVAILABLE = -32000;

  private static final int INTERNAL_ERROR = -32603;

  /** Looks at a request or notification of the server on its way to the client. */
  interface Filter {
    /** Returns the message for the client, or null if it is not for the client. */
    byte @Nullable [] message(Envelope message);
  }

  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");

  private final Consumer<byte[]> out;
  private final Calls calls;
  private volatile @Nullable Filter filter;

  ClientSide(Consumer<byte[]> out, Calls calls) {
    this.out = out;
    this.calls = calls;
  }

  void filter(Filter given) {
    filter = given;
  }

  /** Passes whatever the server sent: a message, or an array of them. */
  void deliver(byte[] json) {
    int from = 0;
    int to = json.length;
    try {
      Envelope message = Envelope.scanLine(json, from, to);
      if (message.kind() == Kind.BATCH) {
        batch(json, message.from() + 1, message.to() - 1);
      } else {
        deliver(message);
      }
    } catch (MalformedMessageException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Skipped {0} bytes from the server: {1}",
          String.valueOf(json.length),
          e.getMessage());
    }
  }

  private void batch(byte[] json, int from, int to) throws MalformedMessageException {
    int next = from;
    while (next < to) {
      byte b = json[next];
      if (b == ' ' || b == '\t' || b == ',') {
        next++;
      } else {
        Envelope message = Envelope.scanFirst(json, next, to);
        next = message.to();
        deliver(message);
      }
    }
  }

  private void deliver(Envelope message) {
    if (message.kind() == Kind.RESPONSE) {
      response(message);
      return;
    }
    Filter now = filter;
    byte[] passed = now == null ? message.toBytes() : now.message(message);
    if (passed != null) {
      out.accept(passed);
    }
  }

  private void response(Envelope response) {
    Call call = calls.find(response.raw(Member.ID));
    if (call == null || !calls.take(call)) {
      LOG.log(System.Logger.Level.DEBUG, "Dropped a response to an unknown or finished request");
      return;
    }
    try {
      byte[] passed = withId(response, call);
      Call.Hook hook = call.hook();
      if (hook != null) {
        passed = hook.response(scanned(passed));
      }
      if (passed != null) {
        out.accept(passed);
      }
    } finally {
      call.done().complete(null);
    }
  }

  private static byte[] withId(Envelope response, Call call) {
    if (response.has(Member.ERROR) && !HttpErrors.isErrorObject(response)) {
      String reason = Reason.of(response.toBytes());
      return Json.error(
          call.rawId(),
          INTERNAL_ERROR,
          "The MCP server answered with an error that is not a JSON-RPC error object"
              + (reason.isEmpty() ? "." : ": " + reason));
    }
    String id = response.raw(Member.ID);
    return call.rawId().equals(id)
        ? response.toBytes()
        : response.splice().replace(response, Member.ID, call.rawId()).toBytes();
  }

  static Envelope scanned(byte[] json) {
    try {
      return Envelope.scanLine(json, 0, json.length);
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("A message could be read once, but not again.", e);
    }
  }

  /** Answers a call with a message of our own making; nothing happens if it was answered before. */
  void answer(Call call, byte[] json) {
    if (!calls.take(call)) {
      return;
    }
    try {
      Call.Hook hook = call.hook();
      byte[] passed = hook == null ? json : hook.response(scanned(json));
      if (passed != null && !call.isCancelled()) {
        out.accept(passed);
      }
    } finally {
      call.done().complete(null);
    }
  }

  /** Passes a message of our own. */
  void pass(byte[] json) {
    out.accept(json);
  }

  /** Forgets a call that nobody waits for any more. */
  void drop(Call call) {
    if (calls.take(call)) {
      call.done().complete(null);
    }
  }

  /** Answers a call with an error. */
  void fail(Call call, int code, String message, @Nullable String rawData) {
    answer(call, Json.error(call.rawId(), code, message, rawData));
  }

  /** Answers a call that could not be delivered. */
  void fail(Call call, Throwable failure) {
    Throwable cause = Failures.root(failure);
    int status = cause instanceof RemoteException remote ? remote.status() : 0;
    String message =
        cause instanceof RemoteException
            ? String.valueOf(cause.getMessage())
            : "The MCP server could not be reached: " + Failures.describe(cause) + ".";
    fail(call, UNAVAILABLE, message, status == 0 ? null : "{\"httpStatus\":" + status + "}");
  }

  /** Forgets every call that waits. */
  void dropAll() {
    calls.pending().forEach(this::drop);
  }

  /** Answers every call that waits. */
  void failAll(String message) {
    for (Call call : calls.pending()) {
      fail(call, UNAVAILABLE, message, null);
    }
  }

  /**
   * Answers a call with what an HTTP error said: its JSON-RPC error if it holds one, else one that
   * names the status and the reason.
   */
  void refuse(Call call, Reply reply) {
    String error = HttpErrors.jsonRpcError(reply);
    if (error != null) {
      answer(
          call,
          ("{\"jsonrpc\":\"2.0\",\"id\":" + call.rawId() + ",\"error\":" + error + "}")
              .getBytes(StandardCharsets.UTF_8));
    } else {
      fail(
          call, UNAVAILABLE, HttpErrors.describe(reply), "{\"httpStatus\":" + reply.status() + "}");
    }
  }
}
