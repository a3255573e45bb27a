package dev.mcpfly.launch;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image whose MCP server speaks HTTP itself.
 *
 * <pre>{@code
 * McpLauncher.on(fly)
 *     .http(HttpServerImage.of("ghcr.io/owner/server:2").port(3000).path("/mcp"))
 *     .launch();
 * }</pre>
 *
 * <p>By default it listens on port 8080 and speaks Streamable HTTP at {@code /mcp}. A value that is
 * not valid is an {@link InvalidLaunchException}. Immutable: each method returns another one.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class HttpServerImage {
  private final ServerSource.Http source;

  private HttpServerImage(ServerSource.Http source) {
    this.source = source;
  }

  /**
   * Returns a server in an image.
   *
   * @param image an image reference that Fly can pull, such as {@code ghcr.io/owner/name:tag}
   * @throws InvalidLaunchException if the reference is empty or has blanks
   */
  public static HttpServerImage of(String image) {
    if (!Given.value("image", image).matches("\\S{1,500}")) {
      throw new InvalidLaunchException(
          "\"%s\" is not a valid image; use one such as ghcr.io/owner/name:tag."
              .formatted(Texts.shown(image)));
    }
    return new HttpServerImage(
        new ServerSource.Http(image, List.of(), Wire.STREAMABLE_HTTP, 8080, "/mcp", null));
  }

  /**
   * Returns this server with another command than the image's own.
   *
   * @param words the program and its arguments
   */
  public HttpServerImage command(String... words) {
    return with(
        List.of(Given.values("command", words)),
        source.wire(),
        source.port(),
        source.path(),
        source.healthPath());
  }

  /**
   * Returns this server on another port.
   *
   * @param port the port on which it listens inside the machine, 1 to 65535
   * @throws InvalidLaunchException if it is out of that range
   */
  public HttpServerImage port(int port) {
    if (port < 1 || port > 65535) {
      throw new InvalidLaunchException(
          "port must be between 1 and 65535, but was %d.".formatted(port));
    }
    return with(source.command(), source.wire(), port, source.path(), source.healthPath());
  }

  /**
   * Returns this server at another path.
   *
   * @param path where clients connect, such as {@code /mcp}
   * @throws InvalidLaunchException if it does not begin with a slash
   */
  public HttpServerImage path(String path) {
    return with(
        source.command(), source.wire(), source.port(), checkedPath(path), source.healthPath());
  }

  /** Returns this server speaking the older HTTP with SSE, at {@code /sse} until told otherwise. */
  public HttpServerImage sse() {
    return with(source.command(), Wire.SSE, source.port(), "/sse", source.healthPath());
  }

  /**
   * Returns this server with an HTTP check: Fly sends it requests only while this path answers with
   * a status below 300.
   *
   * @param path the path to ask, such as {@code /health}
   * @throws InvalidLaunchException if it does not begin with a slash
   */
  public HttpServerImage healthPath(String path) {
    return with(source.command(), source.wire(), source.port(), source.path(), checkedPath(path));
  }

  private static String checkedPath(String path) {
    if (!Given.value("path", path).matches("/[\\x21-\\x7e]{0,1000}")) {
      throw new InvalidLaunchException(
          "The path \"%s\" must begin with a slash and have no blanks, as /mcp does."
              .formatted(Texts.shown(path)));
    }
    return path;
  }

  private HttpServerImage with(
      List<String> command, Wire wire, int port, String path, @Nullable String healthPath) {
    return new HttpServerImage(
        new ServerSource.Http(source.image(), command, wire, port, path, healthPath));
  }

  ServerSource.Http source() {
    return source;
  }
}
