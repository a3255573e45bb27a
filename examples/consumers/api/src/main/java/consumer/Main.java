package consumer;

import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.FlyClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Uses the artifact as an independent program would. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Paths.holdOnly("mcp-fly-api", "jackson-core", "jspecify");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] app =
        "{\"id\":\"1\",\"name\":\"mine\",\"status\":\"deployed\"}".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/v1/apps/mine",
        exchange -> {
          exchange.sendResponseHeaders(200, app.length);
          exchange.getResponseBody().write(app);
          exchange.close();
        });
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    FlyClient fly = FlyClient.builder().token("t").baseUri(uri).build();
    System.out.println("the app is " + fly.apps().get("mine").name());
    server.stop(0);
  }
}
