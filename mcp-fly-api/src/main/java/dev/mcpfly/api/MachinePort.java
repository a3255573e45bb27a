package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

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

    /** Sets a header of every reply. */
    public Builder responseHeader(String name, String value) {
      return edit(
          "http_options",
          options -> {
            JsonObject response = options.object("response");
            JsonObject headers = response == null ? null : response.object("headers");
            return options.with(
                "response",
                (response == null ? JsonObject.empty() : response)
                    .with(
                        "headers",
                        (headers == null ? JsonObject.empty() : headers).with(name, value)));
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

    /** Puts the address of the client in front of the bytes, in the PROXY protocol. */
    public Builder proxyProtocol(String version) {
      return putIn("proxy_proto_options", "version", version);
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
}
