package dev.mcpfly.launch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A gateway for the JDK's own {@code com.sun.net.httpserver}: replays every request of a context to
 * an MCP server's app. The context's path is removed, so that one gateway can serve many: with the
 * context {@code /notes/} the server gets {@code /mcp} for {@code /notes/mcp}. Thread-safe.
 *
 * <pre>{@code
 * server.createContext("/notes/", ReplayHandler.to(() -> FlyReplay.to("notes-app")));
 * }</pre>
 */
public final class ReplayHandler implements HttpHandler {
  private final Supplier<FlyReplay> replay;

  private ReplayHandler(Supplier<FlyReplay> replay) {
    this.replay = Objects.requireNonNull(replay);
  }

  /**
   * Returns a handler.
   *
   * @param replay asked for each request
   */
  public static ReplayHandler to(Supplier<FlyReplay> replay) {
    return new ReplayHandler(replay);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      ReplayAnswer answer =
          ReplayAnswer.to(
              replay.get(),
              exchange.getHttpContext().getPath(),
              exchange.getRequestURI().getRawPath(),
              exchange.getRequestURI().getRawQuery());
      exchange.getResponseHeaders().set(answer.header(), answer.value());
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
