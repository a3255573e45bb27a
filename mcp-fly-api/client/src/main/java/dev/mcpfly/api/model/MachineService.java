package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A port of a machine that the Fly Proxy forwards to, and how it is reached from outside.
 *
 * @param json the object that the server sent or a builder made, unknown fields included
 */
public record MachineService(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a service")
          .texts("protocol")
          .numbers("internal_port", "min_machines_running")
          .flags("autostart")
          .field(Autostop::read)
          .objects("ports", Port::new)
          .objects("checks", MachineConfig.Check::new)
          .object("concurrency", Concurrency::new)
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public MachineService {
    SHAPE.check(json);
  }

  /**
   * The limits on concurrent requests or connections of a machine.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Concurrency(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a concurrency").texts("type").numbers("soft_limit", "hard_limit").build();

    /** Rejects an object whose known fields have the wrong types. */
    public Concurrency {
      SHAPE.check(json);
    }

    /** Returns what is counted: {@code connections} or {@code requests}. */
    public String type() {
      return json.text("type", "connections");
    }

    /** Returns the count above which the proxy prefers other machines. */
    public OptionalInt softLimit() {
      return Fields.integer(json, "soft_limit");
    }

    /** Returns the count at which the proxy sends no more. */
    public OptionalInt hardLimit() {
      return Fields.integer(json, "hard_limit");
    }
  }

  /** Returns {@code tcp} or {@code udp}. */
  public String protocol() {
    return json.text("protocol", "tcp");
  }

  /** Returns the port that the process in the machine listens on. */
  public int internalPort() {
    return json.integer("internal_port", 0);
  }

  /** Returns the ports outside. */
  public List<Port> ports() {
    return Fields.objects(json, "ports", Port::new);
  }

  /**
   * Returns whether the proxy stops or suspends the machine when it gets no requests; empty means
   * off.
   */
  public Optional<Autostop> autostop() {
    return Autostop.read(json);
  }

  /** Returns whether a request starts the machine. */
  public boolean autostart() {
    return json.flag("autostart", false);
  }

  /** Returns how many machines of the primary region are kept running. */
  public int minMachinesRunning() {
    return json.integer("min_machines_running", 0);
  }

  /** Returns the health checks, which decide whether the proxy sends requests. */
  public List<MachineConfig.Check> checks() {
    return Fields.objects(json, "checks", MachineConfig.Check::new);
  }

  /** Returns the limits of requests or connections. */
  public Optional<Concurrency> concurrency() {
    return Fields.object(json, "concurrency", Concurrency::new);
  }

  /**
   * A port at the Fly Proxy.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record Port(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a port")
            .numbers("port", "start_port", "end_port")
            .textLists("handlers")
            .flags("force_https")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Port {
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

    /** Returns whether plain HTTP is sent on to HTTPS. */
    public boolean forceHttps() {
      return json.flag("force_https", false);
    }

    private OptionalInt optional(String name) {
      return json.get(name) == null ? OptionalInt.empty() : OptionalInt.of(json.integer(name, 0));
    }
  }
}
