package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.LineReader;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of {@code flyctl mcp wrap}: a POST of a line to the child's stdin, and one GET whose
 * body is the child's stdout, line by line, without event framing.
 *
 * <p>That server mixes up bodies that arrive at once, so they go one after the other. It drops what
 * its child says while no GET is connected: after a reconnect, requests that are harmless to repeat
 * are asked again; another that stays without an answer fails after a time.
 */
final class WrapUpstream extends StreamedUpstream {
  /** How long a server may keep the headers of its stream back until it has something to say. */
  static final Duration HEADERS = Duration.ofSeconds(3);

  private static final Duration LOST_ANSWER = Duration.ofMinutes(5);

  private final Set<Call> posted = ConcurrentHashMap.newKeySet();
  private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

  WrapUpstream(HttpLink link, Calls calls, ClientSide client) {
    super(link, calls, client);
  }

  /** Notes a request that the server has taken already. */
  void taken(Call call) {
    call.written().complete(null);
    note(call);
  }

  /**
   * Opens the stream after a first request was taken without one; if its answer was dropped
   * meanwhile, it is asked again.
   */
  void listenLate(Call first) {
    var unused =
        whenReady()
            .thenRun(
                () ->
                    Threads.after(
                        HEADERS,
                        () -> {
                          if (first.isPending() && first.isHarmless()) {
                            askAgain(first);
                          }
                        }));
  }

  private void note(Call call) {
    posted.add(call);
    Later.whenDone(call.done(), () -> posted.remove(call));
  }

  @Override
  HttpRequest get() {
    return openStream(link);
  }

  static HttpRequest openStream(HttpLink link) {
    return link.request(link.uri())
        .GET()
        .header("Accept", "application/json, text/event-stream")
        .build();
  }

  @Override
  BodySink sink() {
    LineReader lines = new LineReader(link.settings().maxMessageBytes, new Lines());
    return chunk -> {
      byte[] bytes = new byte[chunk.remaining()];
      chunk.get(bytes);
      lines.feed(bytes, bytes.length);
    };
  }

  @Override
  void asked(Exchange stream) {
    Later.whenDone(
        stream.head(),
        (info, failure) -> {
          if (info != null && isStream(info)) {
            markReady();
          }
        });
    Threads.after(
        HEADERS,
        () -> {
          if (!stream.head().isDone()) {
            markReady();
          }
        });
  }

  @Override
  HttpRequest post(Envelope message, Runnable taken) {
    byte[] line = Arrays.copyOf(message.toBytes(), message.length() + 1);
    line[line.length - 1] = '\n';
    return link.request(link.uri())
        .header("Content-Type", "application/json")
        .header("Accept", SessionUpstream.ACCEPT)
        .POST(new Outgoing(line, taken))
        .build();
  }

  @Override
  public CompletionStage<?> request(Call call) {
    var unused =
        enqueue(
            () -> {
              CompletableFuture<Void> sent = deliver(call, call.request(), false);
              note(call);
              return sent;
            });
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> message(Envelope message) {
    return enqueue(() -> deliver(message, false));
  }

  private synchronized CompletableFuture<?> enqueue(
      java.util.function.Supplier<CompletableFuture<Void>> next) {
    last = last.handle((done, failure) -> null).thenCompose(done -> next.get());
    return last;
  }

  @Override
  void reconnected() {
    for (Call call : List.copyOf(new HashSet<>(posted))) {
      if (call.isPending() && call.isHarmless()) {
        askAgain(call);
      } else if (call.isPending()) {
        Threads.after(
            LOST_ANSWER,
            () ->
                client.fail(
                    call,
                    new RemoteException(
                        "The connection broke while the request ran, and no response came since:"
                            + " the MCP server may have done what was asked.")));
      }
    }
  }

  private void askAgain(Call call) {
    Envelope request = call.request();
    // Under an id of its own, as the server may still work on the first.
    String id = calls.privateId();
    try {
      Envelope again = Envelope.scan(request.splice().replace(request, Member.ID, id).toBytes());
      calls.alias(id, call);
      var unused = enqueue(() -> deliver(call, again, false));
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("A message could be read once, but not again.", e);
    }
  }

  /** What the child says, line by line. */
  private final class Lines implements LineReader.Sink {
    @Override
    public void line(byte[] buf, int from, int to) {
      client.deliver(Arrays.copyOfRange(buf, from, to));
    }

    @Override
    public void oversized(@Nullable String rawId, long length) {
      Call call = calls.find(rawId);
      if (call != null) {
        client.fail(
            call,
            new RemoteException(
                "The response has "
                    + length
                    + " bytes, more than the limit of "
                    + link.settings().maxMessageBytes
                    + " bytes."));
      }
    }
  }
}
