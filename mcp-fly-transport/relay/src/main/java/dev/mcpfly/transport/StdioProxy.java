package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.LineReader;
import dev.mcpfly.transport.internal.remote.RemoteConversation;
import dev.mcpfly.transport.internal.remote.RemoteSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server, served over stdio: reads a client's messages line by line, posts them, and writes
 * what the server says.
 *
 * <p>What the server speaks is found out: Streamable HTTP, HTTP+SSE of 2024-11-05, or the dialect
 * of {@code flyctl mcp wrap}. Every request is answered, if need be with a JSON-RPC error; slow
 * calls hold up no others.
 *
 * <pre>{@code
 * StdioProxy.to(URI.create("https://my-app.fly.dev/mcp")).bearerToken(token).run(System.in, System.out);
 * }</pre>
 */
public final class StdioProxy extends RemoteOptions<StdioProxy> {
  private StdioProxy(RemoteSettings settings) {
    super(settings);
  }

  /**
   * Names the server.
   *
   * @param uri its endpoint, such as {@code https://app.fly.dev/mcp}; {@code https://app.fly.dev/}
   *     for a server that {@code flyctl mcp wrap} serves
   * @throws IllegalArgumentException if the URL is not http or https, or holds credentials
   */
  public static StdioProxy to(URI uri) {
    return new StdioProxy(new RemoteSettings(uri));
  }

  @Override
  StdioProxy with(RemoteSettings changed) {
    return new StdioProxy(changed);
  }

  /**
   * Serves one client until its input ends; then waits for responses that are still due and ends
   * the session.
   *
   * <p>Blocks the calling thread. An interrupt takes effect when the input gives way. Neither
   * stream is closed.
   *
   * @param in the client's messages, one on each line
   * @param out where the server's messages go, one on each line; nothing else is written to it
   * @return whether every request was answered by the server; the others got an error
   * @throws IllegalArgumentException if the URL is plain http to a host that is not private
   * @throws UncheckedIOException if reading or writing fails, as it does when the client is gone
   */
  public boolean run(InputStream in, OutputStream out) {
    MessageWriter writer = new MessageWriter(out);
    RemoteConversation conversation = new RemoteConversation(settings(), writer);
    ShutdownHook hook = new ShutdownHook("mcp-fly-proxy-shutdown", conversation::leave);
    try {
      new LineReader(settings().maxMessageBytes, new Input(conversation)).readAll(in);
      boolean complete = conversation.finish();
      writer.rethrow();
      return complete;
    } catch (IOException e) {
      throw new UncheckedIOException("The client's messages cannot be read.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      hook.cancel();
      conversation.close();
    }
  }

  /** The lines of the client. */
  private record Input(RemoteConversation conversation) implements LineReader.Sink {
    @Override
    public void line(byte[] buf, int from, int to) {
      conversation.send(buf, from, to);
    }

    @Override
    public void oversized(@Nullable String rawId, long length) {
      conversation.refuseOversized(rawId, length);
    }
  }
}
