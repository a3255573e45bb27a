package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A port at the Fly Proxy.
 *
 * @param json all that the server sent or a builder set, unknown fields included
 */
public record MachinePort(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a port")
          .numbers("port", "start_port", "end_port")
          .textLists("handlers")
          .flags("force_https")
          .build();

  /** Refuses an object whose known fields have other types. */
  public MachinePort {
    SHAPE.check(json);
  }

  /** Returns the port; empty for a range. */
  public OptionalInt port() {
    return optional("port");
  }

  /** Returns the first port of a range. */
  public OptionalInt startPort() {
    return optional("start_port");
  }

  /** Returns the last port of a range. */
  public OptionalInt endPort() {
    return optional("end_port");
  }

  /** Returns what the proxy does with the bytes: {@code http}, {@code tls} and others. */
  public List<String> handlers() {
    return json.texts("handlers");
  }

  /** Says whether plain HTTP is sent on to HTTPS. */
  public boolean forceHttps() {
    return json.flag("force_https", false);
  }

  private OptionalInt optional(String name) {
    return json.get(name) == null ? OptionalInt.empty() : OptionalInt.of(json.integer(name, 0));
  }

  /** Puts a port together. */
  public static final class Builder extends JsonFields<Builder> {
    Builder(JsonObject start) {
      super(start);
    }

    /** Sets what the proxy does with the bytes: {@code http}, {@code tls}, {@code pg_tls}, … */
    public Builder handlers(String... handlers) {
      return put("handlers", List.of(handlers));
    }

    /** Sends plain HTTP on to HTTPS. */
    public Builder forceHttps(boolean force) {
      return put("force_https", force);
    }

    /** Sets after how long without bytes a connection is closed; whole seconds. */
    public Builder idleTimeout(Duration timeout) {
      return putIn(
          "http_options",
          "idle_timeout",
          Rules.seconds("services.ports.http_options.idle_timeout", timeout));
    }

    /** Sets whether the proxy compresses replies. */
    public Builder compress(boolean compress) {
      return putIn("http_options", "compress", compress);
    }

    /** Sets whether the proxy speaks HTTP/2 without TLS to the machine. */
    public Builder h2Backend(boolean h2) {
      return putIn("http_options", "h2_backend", h2);
    }

    /** Sets how long the proxy waits for the headers of a request; whole seconds. */
    public Builder headersReadTimeout(Duration timeout) {
      return putIn(
          "http_options",
          "headers_read_timeout",
          Rules.seconds("services.ports.http_options.headers_read_timeout", timeout));
    }

    /** Sets a header of every reply, with one value or several. */
    public Builder responseHeader(String name, String... values) {
      return response("headers", name, values.length == 1 ? values[0] : List.of(values));
    }

    /** Takes a header out of every reply. */
    public Builder withoutResponseHeader(String name) {
      return response("headers", name, false);
    }

    /** Sets whether replies go through without the headers that the proxy adds. */
    public Builder pristineResponses(boolean pristine) {
      return edit(
          "http_options",
          options ->
              options.with("response", nested(options, "response").with("pristine", pristine)));
    }

    /** Lets the proxy remember where requests under a path were replayed to. */
    public Builder replayCache(String pathPrefix, Consumer<ReplayCache> settings) {
      return edit(
          "http_options",
          options -> {
            List<JsonObject> caches = new ArrayList<>(options.objects("replay_cache"));
            caches.removeIf(cache -> pathPrefix.equals(cache.get("path_prefix")));
            ReplayCache cache = new ReplayCache(pathPrefix);
            settings.accept(cache);
            caches.add(cache.build());
            return options.with("replay_cache", caches);
          });
    }

    /** Sets the protocols that TLS offers, {@code h2} and {@code http/1.1} for example. */
    public Builder alpn(String... protocols) {
      return putIn("tls_options", "alpn", List.of(protocols));
    }

    /** Sets the versions of TLS, {@code TLSv1.2} and {@code TLSv1.3} for example. */
    public Builder tlsVersions(String... versions) {
      return putIn("tls_options", "versions", List.of(versions));
    }

    /** Sets whether TLS falls back to a certificate that the proxy signed itself. */
    public Builder defaultSelfSigned(boolean selfSigned) {
      return putIn("tls_options", "default_self_signed", selfSigned);
    }

    /** Puts the address of the client in front of the bytes, in the PROXY protocol. */
    public Builder proxyProtocol(String version) {
      return putIn("proxy_proto_options", "version", version);
    }

    private Builder response(String field, String name, Object value) {
      return edit(
          "http_options",
          options -> {
            JsonObject response = nested(options, "response");
            return options.with(
                "response", response.with(field, nested(response, field).with(name, value)));
          });
    }

    private static JsonObject nested(JsonObject json, String field) {
      JsonObject nested = json.object(field);
      return nested == null ? JsonObject.empty() : nested;
    }

    MachinePort build() {
      JsonObject json = json();
      if (json.get("port") != null
          && (json.get("start_port") != null || json.get("end_port") != null)) {
        throw new InvalidRequestException(
            "services.ports", json.get("port"), "a port and a range exclude each other");
      }
      return new MachinePort(json);
    }
  }

  /** What the proxy remembers replays by. */
  public static final class ReplayCache extends JsonFields<ReplayCache> {
    private ReplayCache(String pathPrefix) {
      super(
          JsonObject.of(
              "path_prefix",
              Rules.absolute("services.ports.http_options.replay_cache.path_prefix", pathPrefix)));
    }

    /** Remembers by a cookie. */
    public ReplayCache cookie(String name) {
      return put("type", "cookie").put("name", name);
    }

    /** Remembers by a header of the request. */
    public ReplayCache header(String name) {
      return put("type", "header").put("name", name);
    }

    /** Sets how long it is remembered; whole seconds, at least ten. */
    public ReplayCache ttl(Duration ttl) {
      long seconds = Rules.seconds("services.ports.http_options.replay_cache.ttl_seconds", ttl);
      if (seconds < 10) {
        throw new InvalidRequestException(
            "services.ports.http_options.replay_cache.ttl_seconds",
            ttl,
            "it must be at least 10 s");
      }
      return put("ttl_seconds", seconds);
    }

    /** Sets whether a request may ask for the cache to be passed by. */
    public ReplayCache allowBypass(boolean allow) {
      return put("allow_bypass", allow);
    }

    private JsonObject build() {
      Rules.notBlank("services.ports.http_options.replay_cache.name", json().text("name"));
      return json();
    }
  }
}
