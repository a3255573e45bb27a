package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.front.ServletExchange;
import dev.mcpfly.transport.internal.relay.RelayCore;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server, started over stdio or in this JVM ({@link LocalServer}), under a path of an
 * application's own Jakarta Servlet container.
 *
 * <p>Mapped at {@code /mcp} it serves MCP there; mapped at {@code /tools/*} it serves MCP at {@code
 * /tools} and {@code /tools/mcp}, and everything else that a {@link Relay} serves below {@code
 * /tools/}. It must be registered with async support. Credentials that the builder names are
 * checked; if it names none, the container's own authentication counts, and sessions belong to the
 * request's user principal. The builder's host and port do not matter.
 */
@SuppressWarnings("exports") // The servlet API is optional: who calls this class has it.
public final class RelayServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Relay.Builder builder;
  private transient volatile @Nullable RelayCore core;

  /**
   * Prepares a servlet; the server starts with {@link #init()} and ends with {@link #destroy()}.
   *
   * @param builder describes the relay
   */
  public RelayServlet(Relay.Builder builder) {
    this.builder = builder;
  }

  @Override
  public void init() throws ServletException {
    try {
      core = builder.options().mounted();
    } catch (RelayException e) {
      throw new ServletException(e.getMessage(), e);
    }
  }

  @Override
  public void destroy() {
    RelayCore open = core;
    core = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    RelayCore open = core;
    if (open == null) {
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    String below = request.getPathInfo();
    open.handle(
        new ServletExchange(
            request,
            response,
            below == null || below.isEmpty() ? builder.options().path : below,
            builder.options().maxWaiting()));
  }
}
