package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.http.Exchange;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Serves metadata to all callers, including pages of any origin. */
final class WellKnown {
  private static final String PREFIX = "/.well-known/";
  private static final String SERVER = "/.well-known/oauth-authorization-server";

  private WellKnown() {}

  /**
   * Answers a request below {@code /.well-known/}: with 404 and no body if there is nothing, for
   * clients take any other answer for metadata. False if the path is another one.
   *
   * @param server the metadata of the relay's own authorization server, or null if it is none
   */
  static boolean serve(
      Exchange exchange, Resource resource, String issuer, @Nullable String server) {
    String path = exchange.path();
    if (!path.startsWith(PREFIX)) {
      return false;
    }
    byte[] body =
        path.equals(SERVER) && server != null
            ? server.getBytes(StandardCharsets.UTF_8)
            : path.startsWith(Resource.WELL_KNOWN) ? resource.metadata(path, issuer) : null;
    if (OAuthAnswers.preflight(exchange)) {
      return true;
    }
    if (body == null) {
      OAuthAnswers.empty(exchange, 404);
    } else if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      OAuthAnswers.empty(exchange, 405, "Allow", "GET, HEAD");
    } else {
      OAuthAnswers.json(exchange, 200, body, "Cache-Control", "public, max-age=300");
    }
    return true;
  }
}
