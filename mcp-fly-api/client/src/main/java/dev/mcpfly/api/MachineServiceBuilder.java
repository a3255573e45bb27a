package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.MachineService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds a service. */
public final class MachineServiceBuilder extends JsonFields<MachineServiceBuilder> {
  MachineServiceBuilder(JsonObject start) {
    super(start);
  }

  /** Uses UDP instead of TCP. */
  public MachineServiceBuilder udp() {
    return put("protocol", "udp");
  }

  /** Sets whether the proxy stops or suspends the machine when it gets no requests. */
  public MachineServiceBuilder autostop(Autostop autostop) {
    return put("autostop", autostop.value());
  }

  /** Sets whether a request starts the machine. */
  public MachineServiceBuilder autostart(boolean autostart) {
    return put("autostart", autostart);
  }

  /** Sets how many machines of the primary region are kept running. */
  public MachineServiceBuilder minMachinesRunning(int count) {
    return put("min_machines_running", Rules.atLeast("services.min_machines_running", count, 0));
  }

  /** Limits the concurrent connections of a machine. */
  public MachineServiceBuilder connections(int softLimit, int hardLimit) {
    return concurrency("connections", softLimit, hardLimit);
  }

  /** Limits the concurrent requests of a machine. */
  public MachineServiceBuilder requests(int softLimit, int hardLimit) {
    return concurrency("requests", softLimit, hardLimit);
  }

  /** Serves plain HTTP at a port. */
  public MachineServiceBuilder http(int port) {
    return http(port, p -> {});
  }

  /** Serves plain HTTP at a port, with further settings. */
  public MachineServiceBuilder http(int port, Consumer<Port> settings) {
    return port(port, p -> settings.accept(p.handlers("http")));
  }

  /** Serves HTTPS at a port; the proxy has the certificate. */
  public MachineServiceBuilder https(int port) {
    return https(port, p -> {});
  }

  /** Serves HTTPS at a port, with further settings. */
  public MachineServiceBuilder https(int port, Consumer<Port> settings) {
    return port(port, p -> settings.accept(p.handlers("tls", "http")));
  }

  /** Serves a port; without handlers, bytes are forwarded as they come. */
  public MachineServiceBuilder port(int port, Consumer<Port> settings) {
    Rules.port("services.ports.port", port);
    return editElement(
        "ports",
        element -> element.number("port", 0) == port,
        element -> nested(new Port(element.with("port", port)), settings, Port::build));
  }

  /** Serves a range of ports, both ends included. */
  public MachineServiceBuilder ports(int start, int end, Consumer<Port> settings) {
    Rules.port("services.ports.start_port", start);
    Rules.between("services.ports.end_port", end, start, 65535);
    return editElement(
        "ports",
        element -> element.number("start_port", 0) == start,
        element ->
            nested(
                new Port(element.with("start_port", start).with("end_port", end)),
                settings,
                Port::build));
  }

  /** Adds a health check that requests a path over HTTP. */
  public MachineServiceBuilder httpCheck(
      String path, Consumer<MachineConfigBuilder.CheckBuilder> settings) {
    return check(c -> settings.accept(c.http(path)));
  }

  /** Adds a health check that opens a connection. */
  public MachineServiceBuilder tcpCheck(Consumer<MachineConfigBuilder.CheckBuilder> settings) {
    return check(c -> settings.accept(c.tcp()));
  }

  /** Removes all health checks. */
  public MachineServiceBuilder withoutChecks() {
    return unset("checks");
  }

  /** Sets the key by which the proxy lets a caller choose this machine, and what it is for. */
  public MachineServiceBuilder forceInstance(String key, String description) {
    put("force_instance_key", Rules.notBlank("services.force_instance_key", key));
    return put("force_instance_description", description);
  }

  private MachineServiceBuilder check(Consumer<MachineConfigBuilder.CheckBuilder> settings) {
    return add(
        "checks",
        nested(
            new MachineConfigBuilder.CheckBuilder("services.checks", JsonObject.empty()),
            settings,
            MachineConfigBuilder.CheckBuilder::build));
  }

  private MachineServiceBuilder concurrency(String type, int softLimit, int hardLimit) {
    Rules.atLeast("services.concurrency.soft_limit", softLimit, 1);
    Rules.atLeast("services.concurrency.hard_limit", hardLimit, softLimit);
    return edit(
        "concurrency",
        json ->
            json.with("type", type).with("soft_limit", softLimit).with("hard_limit", hardLimit));
  }

  MachineService build() {
    return new MachineService(json());
  }

  /** Builds a port. */
  public static final class Port extends JsonFields<Port> {
    Port(JsonObject start) {
      super(start);
    }

    /** Sets what the proxy does with the bytes: {@code http}, {@code tls}, {@code pg_tls}, … */
    public Port handlers(String... handlers) {
      return put("handlers", List.of(handlers));
    }

    /** Sets whether plain HTTP is redirected to HTTPS. */
    public Port forceHttps(boolean force) {
      return put("force_https", force);
    }

    /** Sets after how long without bytes a connection is closed; whole seconds. */
    public Port idleTimeout(Duration timeout) {
      return putIn(
          "http_options",
          "idle_timeout",
          Rules.seconds("services.ports.http_options.idle_timeout", timeout));
    }

    /** Sets whether the proxy compresses replies. */
    public Port compress(boolean compress) {
      return putIn("http_options", "compress", compress);
    }

    /** Sets whether the proxy speaks HTTP/2 without TLS to the machine. */
    public Port h2Backend(boolean h2) {
      return putIn("http_options", "h2_backend", h2);
    }

    /** Sets how long the proxy waits for the headers of a request; whole seconds. */
    public Port headersReadTimeout(Duration timeout) {
      return putIn(
          "http_options",
          "headers_read_timeout",
          Rules.seconds("services.ports.http_options.headers_read_timeout", timeout));
    }

    /** Sets a header of every reply, with one value or several. */
    public Port responseHeader(String name, String... values) {
      return response("headers", name, values.length == 1 ? values[0] : List.of(values));
    }

    /** Removes a header from every reply. */
    public Port withoutResponseHeader(String name) {
      return response("headers", name, false);
    }

    /** Sets whether replies go through without the headers that the proxy adds. */
    public Port pristineResponses(boolean pristine) {
      return edit(
          "http_options",
          options ->
              options.with("response", nested(options, "response").with("pristine", pristine)));
    }

    /** Lets the proxy remember where requests under a path were replayed to. */
    public Port replayCache(String pathPrefix, Consumer<ReplayCache> settings) {
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
    public Port alpn(String... protocols) {
      return putIn("tls_options", "alpn", List.of(protocols));
    }

    /** Sets the versions of TLS, {@code TLSv1.2} and {@code TLSv1.3} for example. */
    public Port tlsVersions(String... versions) {
      return putIn("tls_options", "versions", List.of(versions));
    }

    /** Sets whether TLS falls back to a certificate that the proxy signed itself. */
    public Port defaultSelfSigned(boolean selfSigned) {
      return putIn("tls_options", "default_self_signed", selfSigned);
    }

    /** Puts the address of the client in front of the bytes, in the PROXY protocol. */
    public Port proxyProtocol(String version) {
      return putIn("proxy_proto_options", "version", version);
    }

    private Port response(String field, String name, Object value) {
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

    MachineService.Port build() {
      JsonObject json = json();
      if (json.get("port") != null
          && (json.get("start_port") != null || json.get("end_port") != null)) {
        throw new InvalidRequestException(
            "services.ports", json.get("port"), "must not have both a port and a range");
      }
      return new MachineService.Port(json);
    }

    /** Builds a replay cache. */
    public static final class ReplayCache extends JsonFields<ReplayCache> {
      private ReplayCache(String pathPrefix) {
        super(
            JsonObject.of(
                "path_prefix",
                Rules.absolute(
                    "services.ports.http_options.replay_cache.path_prefix", pathPrefix)));
      }

      /** Uses the value of a cookie as the key. */
      public ReplayCache cookie(String name) {
        return put("type", "cookie").put("name", name);
      }

      /** Uses the value of a request header as the key. */
      public ReplayCache header(String name) {
        return put("type", "header").put("name", name);
      }

      /** Sets how long a replay is remembered, in whole seconds, at least ten. */
      public ReplayCache ttl(Duration ttl) {
        long seconds = Rules.seconds("services.ports.http_options.replay_cache.ttl_seconds", ttl);
        if (seconds < 10) {
          throw new InvalidRequestException(
              "services.ports.http_options.replay_cache.ttl_seconds", ttl, "must be at least 10 s");
        }
        return put("ttl_seconds", seconds);
      }

      /** Sets whether a request may ask to bypass the cache. */
      public ReplayCache allowBypass(boolean allow) {
        return put("allow_bypass", allow);
      }

      private JsonObject build() {
        Rules.notBlank("services.ports.http_options.replay_cache.name", json().text("name"));
        return json();
      }
    }
  }
}
