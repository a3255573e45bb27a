package dev.mcpfly.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** An MCP registry on this computer: the reading half of the API, one version of each server. */
public final class LocalMcpRegistry implements AutoCloseable {
  private final HttpServer http;
  private final Map<String, String> servers = new LinkedHashMap<>();

  private LocalMcpRegistry(HttpServer http) {
    this.http = http;
  }

  /**
   * Starts one.
   *
   * @param documents its {@code server.json} documents
   * @throws UncheckedIOException if there is no port
   */
  public static LocalMcpRegistry start(String... documents) {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      LocalMcpRegistry registry = new LocalMcpRegistry(http);
      for (String document : documents) {
        String name = new JsonMapper().readTree(document).path("name").asString();
        registry.servers.put(name, "{\"server\":" + document + "}");
      }
      http.createContext("/v0.1/servers", registry::answer);
      http.start();
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns its address. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getRawPath().split("/");
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    String search = query.replaceFirst("(?:.*&)?search=([^&]*).*", "$1");
    String all =
        servers.entrySet().stream()
            .filter(server -> !query.contains("search=") || server.getKey().contains(search))
            .map(Map.Entry::getValue)
            .collect(Collectors.joining(",", "{\"servers\":[", "],\"metadata\":{}}"));
    String answer =
        path.length == 3 ? all : servers.get(URLDecoder.decode(path[3], StandardCharsets.UTF_8));
    byte[] body =
        (answer == null ? "{\"error\":\"not found\"}" : answer).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
