package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.http.Exchange.ResponseStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The subscriptions of stateless clients to what a child with sessions notifies. */
final class TranslatedListens {
  /** The notifications that can be listened to, with their filter and the capability behind it. */
  private static final Map<String, String[]> LISTS =
      Map.of(
          "notifications/tools/list_changed", new String[] {"toolsListChanged", "tools"},
          "notifications/prompts/list_changed", new String[] {"promptsListChanged", "prompts"},
          "notifications/resources/list_changed",
              new String[] {"resourcesListChanged", "resources"});

  private final Link link;
  private final TranslatedServer server;
  private final Map<String, String> capabilities;
  private final Set<Listen> open = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> subscribed = new HashMap<>();

  /** One open stream. */
  private static final class Listen {
    final String rawId;
    final ResponseStream stream;
    final Set<String> methods;
    final Set<String> uris;
    volatile long writtenAt = System.nanoTime();

    Listen(String rawId, ResponseStream stream, Set<String> methods, Set<String> uris) {
      this.rawId = rawId;
      this.stream = stream;
      this.methods = methods;
      this.uris = uris;
    }

    void send(String method, Map<String, String> params) {
      params.put("_meta", "{\"" + Modern.PREFIX + "subscriptionId\":" + rawId + "}");
      String message =
          "{\"jsonrpc\":\"2.0\",\"method\":"
              + Json.quote(method)
              + ",\"params\":"
              + JsonMembers.object(params)
              + "}";
      writtenAt = System.nanoTime();
      stream.write(Sse.message(null, message.getBytes(StandardCharsets.UTF_8)));
    }
  }

  TranslatedListens(Link link, TranslatedServer server, Map<String, String> capabilities) {
    this.link = link;
    this.server = server;
    this.capabilities = capabilities;
  }

  private boolean capable(String feature, String flag) {
    return "true".equals(JsonMembers.of(capabilities.get(feature)).get(flag));
  }

  void open(Exchange exchange, Envelope request) {
    Map<String, String> filter = JsonMembers.of(request.raw(Member.NOTIFICATIONS));
    Map<String, String> honored = new LinkedHashMap<>();
    Set<String> methods = new LinkedHashSet<>();
    LISTS.forEach(
        (method, names) -> {
          if ("true".equals(filter.get(names[0])) && capable(names[1], "listChanged")) {
            methods.add(method);
            honored.put(names[0], "true");
          }
        });
    Set<String> uris = new LinkedHashSet<>();
    if (capable("resources", "subscribe")) {
      JsonMembers.elements(filter.get("resourceSubscriptions")).stream()
          .map(JsonMembers::text)
          .filter(Objects::nonNull)
          .forEach(uris::add);
      if (!uris.isEmpty()) {
        honored.put(
            "resourceSubscriptions",
            uris.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]")));
      }
    }
    Listen listen =
        new Listen(
            String.valueOf(request.raw(Member.ID)),
            exchange.stream(200, Sse.HEADERS),
            methods,
            uris);
    Map<String, String> params = new LinkedHashMap<>();
    params.put("notifications", JsonMembers.object(honored));
    listen.send("notifications/subscriptions/acknowledged", params);
    open.add(listen);
    subscribe(uris);
    exchange.onDisconnect(() -> gone(listen));
    if (link.isDead()) {
      close();
    }
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  private void subscribe(Set<String> uris) {
    for (String uri : uris) {
      synchronized (this) {
        if (subscribed.merge(uri, 1, Integer::sum) > 1) {
          continue;
        }
      }
      server.own("resources/subscribe", "{\"uri\":" + Json.quote(uri) + "}");
    }
  }

  private void gone(Listen listen) {
    if (!open.remove(listen)) {
      return;
    }
    for (String uri : listen.uris) {
      synchronized (this) {
        if (subscribed.merge(uri, -1, Integer::sum) > 0) {
          continue;
        }
        subscribed.remove(uri);
      }
      server.own("resources/unsubscribe", "{\"uri\":" + Json.quote(uri) + "}");
    }
  }

  /** Passes a notification on; whether it is of a kind that can be listened to. */
  boolean deliver(Envelope message) {
    String method = String.valueOf(message.method());
    String uri = message.text(Member.URI);
    boolean updated = method.equals("notifications/resources/updated");
    for (Listen listen : open) {
      if (listen.methods.contains(method) || (updated && listen.uris.contains(uri))) {
        listen.send(method, JsonMembers.of(message.raw(Member.PARAMS)));
      }
    }
    return updated || LISTS.containsKey(method);
  }

  void tick(long now, long heartbeat) {
    for (Listen listen : open) {
      if (now - listen.writtenAt >= heartbeat) {
        listen.writtenAt = now;
        if (!listen.stream.write(Sse.HEARTBEAT)) {
          gone(listen);
        }
      }
    }
  }

  /** Ends all streams without a result, so that clients listen again. */
  void close() {
    open.forEach(listen -> listen.stream.close());
    open.clear();
  }
}
