package dev.mcpfly.launch;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A gateway as a servlet: replays every request to an MCP server's app. The servlet's own path is
 * removed, so that one gateway can serve many. Thread-safe.
 */
@SuppressWarnings({
  "exports", "serial"
}) // no container serializes servlets, and a supplier need not be
public final class ReplayServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Supplier<FlyReplay> replay;

  /**
   * Creates a servlet, to be mapped to a path such as {@code /notes/*}.
   *
   * @param replay asked for each request
   */
  public ReplayServlet(Supplier<FlyReplay> replay) {
    this.replay = Objects.requireNonNull(replay);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ReplayAnswer answer =
        ReplayAnswer.to(
            replay.get(),
            request.getContextPath() + request.getServletPath(),
            request.getRequestURI(),
            request.getQueryString());
    response.setHeader(answer.header(), answer.value());
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
