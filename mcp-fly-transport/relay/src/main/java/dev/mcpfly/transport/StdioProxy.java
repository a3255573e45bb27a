package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.DaemonThreads;
import dev.mcpfly.transport.internal.LineReader;
import dev.mcpfly.transport.internal.remote.RemoteConversation;
import dev.mcpfly.transport.internal.remote.RemoteSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server, served over stdio: reads a client's messages line by line, posts them, and writes
 * what the server says.
 *
 * <pre>{@code
 * boolean complete = StdioProxy.to(URI.create("https://my-app.fly.dev/mcp"))
 *     .bearerToken(token)
 *     .wakeTimeout(Duration.ofMinutes(2))
 *     .run(System.in, System.out);
 * System.exit(complete ? 0 : 1);
 * }</pre>
 *
 * <p>What the server speaks is found out: Streamable HTTP, HTTP+SSE of 2024-11-05, or the dialect
 * of {@code flyctl mcp wrap}. Every request is answered, if need be with a JSON-RPC error; slow
 * calls hold up no others. By default a connection may take 10 seconds, a stopped Machine is waited
 * for 45 seconds, a request without a limit, and a message may have 64 MiB.
 *
 * <p>Immutable and thread-safe. {@link #run} blocks its thread; each call of it is a conversation
 * of its own, and needs its own streams.
 */
public final class StdioProxy extends RemoteOptions<StdioProxy> {
  private StdioProxy(RemoteSettings settings) {
    super(settings);
  }

  /**
   * Returns a proxy to the server at an endpoint.
   *
   * @param uri its endpoint, such as {@code https://app.fly.dev/mcp}; {@code https://app.fly.dev/}
   *     for a server that {@code flyctl mcp wrap} serves
   * @throws IllegalArgumentException if the URL is not http or https, or holds credentials
   */
  public static StdioProxy to(URI uri) {
    return new StdioProxy(new RemoteSettings(uri));
  }

  /**
   * Reads responses and passes them on in one thread: each hop to another would cost a tenth of a
   * call. For a program whose responses all go to one stdout.
   */
  StdioProxy inOneThread() {
    RemoteSettings changed = settings().copy();
    changed.inOneThread = true;
    return with(changed);
  }

  @Override
  StdioProxy with(RemoteSettings changed) {
    return new StdioProxy(changed);
  }

  /**
   * Serves one client until its input ends; then waits for outstanding responses and ends the
   * session.
   *
   * <p>Blocks the calling thread, and returns when it is interrupted. Neither stream is closed; a
   * thread of this class may still wait for input when this method ends early.
   *
   * @param in the client's messages, one on each line
   * @param out where the server's messages go, one on each line; nothing else is written to it
   * @return whether every request was answered by the server; the others got an error
   * @throws IllegalArgumentException if the URL is plain http to a host that is not private
   * @throws UncheckedIOException if reading or writing fails, as it does when the client is gone
   */
  public boolean run(InputStream in, OutputStream out) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    MessageWriter writer = new MessageWriter(out, ended::completeExceptionally);
    RemoteConversation conversation = new RemoteConversation(settings(), writer);
    ShutdownHook hook = new ShutdownHook("mcp-fly-proxy-shutdown", conversation::leave);
    try {
      // Reading cannot be interrupted, and a client that no longer listens may still hold its end.
      DaemonThreads.named("mcp-fly-proxy-input")
          .newThread(() -> read(in, conversation, ended))
          .start();
      ended.get();
      boolean complete = conversation.finish();
      writer.rethrow();
      return complete;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        conversation.leave();
        writer.rethrow();
        throw new UncheckedIOException("The client's messages cannot be read.", failure);
      }
      throw new IllegalStateException("The client's messages cannot be read.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      hook.cancel();
      conversation.close();
    }
  }

  private void read(
      InputStream in, RemoteConversation conversation, CompletableFuture<Void> ended) {
    try {
      new LineReader(settings().maxMessageBytes, new Input(conversation)).readAll(in);
      ended.complete(null);
    } catch (IOException | RuntimeException | Error e) {
      ended.completeExceptionally(e);
    }
  }

  /** The lines of the client. */
  private static final class Input implements LineReader.Sink {
    private final RemoteConversation conversation;
    private boolean begun;

    Input(RemoteConversation conversation) {
      this.conversation = conversation;
    }

    @Override
    public void line(byte[] buf, int from, int to) {
      boolean marked =
          !begun
              && to - from >= 3
              && buf[from] == (byte) 0xEF
              && buf[from + 1] == (byte) 0xBB
              && buf[from + 2] == (byte) 0xBF;
      begun = true;
      // Some shells and editors put a byte order mark in front of the first line.
      int start = marked ? from + 3 : from;
      if (start < to) {
        conversation.send(buf, start, to);
      }
    }

    @Override
    public boolean takesRequests() {
      return true;
    }

    @Override
    public void oversized(@Nullable String rawId, long length) {
      conversation.refuseOversized(rawId, length);
    }
  }
}
