package dev.mcpfly.launch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry on loopback that answers from documents, as the API's specification says. */
final class RecordedRegistry implements AutoCloseable {
  private final HttpServer http;
  private final List<JsonObject> items = new CopyOnWriteArrayList<>();
  private final Map<String, byte[]> files = new HashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private int pageSize = 100;

  RecordedRegistry() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    http.createContext("/", this::answer);
    http.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  McpRegistry client() {
    return McpRegistry.at(uri());
  }

  RecordedRegistry pageSize(int size) {
    pageSize = size;
    return this;
  }

  RecordedRegistry add(String serverJson) {
    return add(serverJson, "active", "");
  }

  RecordedRegistry add(String serverJson, String status, String message) {
    items.add(
        0,
        JsonObject.of("server", JsonObject.parse(serverJson))
            .with(
                "_meta",
                JsonObject.of(
                    "io.modelcontextprotocol.registry/official",
                    JsonObject.of("status", status)
                        .with("statusMessage", message)
                        .with("isLatest", true))));
    return this;
  }

  URI file(String path, byte[] content) {
    files.put(path, content);
    return uri().resolve(path);
  }

  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestURI().toString());
    byte[] file = files.get(exchange.getRequestURI().getPath());
    if (file != null) {
      send(exchange, 200, file);
      return;
    }
    String[] path = exchange.getRequestURI().getRawPath().split("/");
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    JsonObject answer;
    if (path.length == 3) {
      answer = page(query);
    } else {
      String name = decoded(path[3]);
      List<JsonObject> versions =
          items.stream().filter(item -> name.equals(text(item, "name"))).toList();
      Optional<JsonObject> one =
          path.length < 6
              ? Optional.empty()
              : versions.stream()
                  .filter(
                      item ->
                          path[5].equals("latest")
                              || decoded(path[5]).equals(text(item, "version")))
                  .findFirst();
      if (path.length == 5 && !versions.isEmpty()) {
        answer =
            JsonObject.of("servers", versions)
                .with("metadata", JsonObject.of("count", versions.size()));
      } else if (one.isPresent()) {
        answer = one.get();
      } else {
        send(
            exchange,
            404,
            "{\"title\":\"Not Found\",\"status\":404,\"detail\":\"Server not found\"}"
                .getBytes(StandardCharsets.UTF_8));
        return;
      }
    }
    send(exchange, 200, answer.toBytes());
  }

  private JsonObject page(Map<String, String> query) {
    String search = query.getOrDefault("search", "").toLowerCase(Locale.ROOT);
    List<JsonObject> found = new ArrayList<>();
    for (JsonObject item : items) {
      String name = text(item, "name");
      boolean latest = found.stream().noneMatch(other -> name.equals(text(other, "name")));
      if (latest && name.toLowerCase(Locale.ROOT).contains(search)) {
        found.add(item);
      }
    }
    int from = Integer.parseInt(query.getOrDefault("cursor", "0").replace("a/b:", ""));
    int to = Math.min(found.size(), from + pageSize);
    JsonObject metadata = JsonObject.of("count", to - from);
    return JsonObject.of("servers", found.subList(from, to))
        .with("metadata", to < found.size() ? metadata.with("nextCursor", "a/b:" + to) : metadata);
  }

  private static String text(JsonObject item, String member) {
    JsonObject server = item.object("server");
    return server == null || !(server.get(member) instanceof String text) ? "" : text;
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String each : raw == null ? new String[0] : raw.split("&")) {
      int equals = each.indexOf('=');
      query.put(each.substring(0, equals), decoded(each.substring(equals + 1)));
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
