package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A port of a machine that the Fly Proxy forwards to, and how it is reached from outside.
 *
 * @param json all that the server sent or a builder set, unknown fields included
 */
public record MachineService(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a service")
          .texts("protocol")
          .numbers("internal_port", "min_machines_running")
          .flags("autostart")
          .field(Autostop::read)
          .objects("ports", MachinePort::new)
          .objects("checks", MachineCheck::new)
          .object("concurrency", Concurrency::new)
          .build();

  /** Refuses an object whose known fields have other types. */
  public MachineService {
    SHAPE.check(json);
  }

  /**
   * How many requests or connections a machine takes.
   *
   * @param json all that the server sent, unknown fields included
   */
  public record Concurrency(JsonObject json) {
    private static final Shape SHAPE =
        Shape.of("a concurrency").texts("type").numbers("soft_limit", "hard_limit").build();

    /** Refuses an object whose known fields have other types. */
    public Concurrency {
      SHAPE.check(json);
    }

    /** Returns what is counted: {@code connections} or {@code requests}. */
    public String type() {
      return json.text("type", "connections");
    }

    /** Returns from how many on the proxy prefers other machines. */
    public OptionalInt softLimit() {
      return json.get("soft_limit") == null
          ? OptionalInt.empty()
          : OptionalInt.of(json.integer("soft_limit", 0));
    }

    /** Returns from how many on the proxy sends no more. */
    public OptionalInt hardLimit() {
      return json.get("hard_limit") == null
          ? OptionalInt.empty()
          : OptionalInt.of(json.integer("hard_limit", 0));
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
  public List<MachinePort> ports() {
    return json.objects("ports").stream().map(MachinePort::new).toList();
  }

  /** Returns what happens without requests; empty means off. */
  public Optional<Autostop> autostop() {
    return Autostop.read(json);
  }

  /** Says whether a request starts the machine. */
  public boolean autostart() {
    return json.flag("autostart", false);
  }

  /** Returns how many machines of the primary region are kept running. */
  public int minMachinesRunning() {
    return json.integer("min_machines_running", 0);
  }

  /** Returns the health checks, which decide whether the proxy sends requests. */
  public List<MachineCheck> checks() {
    return json.objects("checks").stream().map(MachineCheck::new).toList();
  }

  /** Returns the limits of requests or connections. */
  public Optional<Concurrency> concurrency() {
    return Optional.ofNullable(json.object("concurrency")).map(Concurrency::new);
  }

  /** Puts a service together. */
  public static final class Builder extends JsonFields<Builder> {
    Builder(JsonObject start) {
      super(start);
    }

    /** Takes UDP in place of TCP. */
    public Builder udp() {
      return put("protocol", "udp");
    }

    /** Sets what happens without requests. */
    public Builder autostop(Autostop autostop) {
      return put("autostop", autostop.value());
    }

    /** Sets whether a request starts the machine. */
    public Builder autostart(boolean autostart) {
      return put("autostart", autostart);
    }

    /** Sets how many machines of the primary region are kept running. */
    public Builder minMachinesRunning(int count) {
      return put("min_machines_running", Rules.atLeast("services.min_machines_running", count, 0));
    }

    /** Limits the connections of a machine. */
    public Builder connections(int softLimit, int hardLimit) {
      return concurrency("connections", softLimit, hardLimit);
    }

    /** Limits the simultaneous requests of a machine. */
    public Builder requests(int softLimit, int hardLimit) {
      return concurrency("requests", softLimit, hardLimit);
    }

    /** Serves plain HTTP at a port. */
    public Builder http(int port) {
      return http(port, p -> {});
    }

    /** Serves plain HTTP at a port, with further settings. */
    public Builder http(int port, Consumer<MachinePort.Builder> settings) {
      return port(port, p -> settings.accept(p.handlers("http")));
    }

    /** Serves HTTPS at a port; the proxy has the certificate. */
    public Builder https(int port) {
      return https(port, p -> {});
    }

    /** Serves HTTPS at a port, with further settings. */
    public Builder https(int port, Consumer<MachinePort.Builder> settings) {
      return port(port, p -> settings.accept(p.handlers("tls", "http")));
    }

    /** Serves a port; without handlers, bytes are forwarded as they come. */
    public Builder port(int port, Consumer<MachinePort.Builder> settings) {
      Rules.port("services.ports.port", port);
      return editElement(
          "ports",
          element -> element.number("port", 0) == port,
          element -> {
            MachinePort.Builder builder = new MachinePort.Builder(element.with("port", port));
            settings.accept(builder);
            return builder.build().json();
          });
    }

    /** Serves a range of ports, both ends included. */
    public Builder ports(int start, int end, Consumer<MachinePort.Builder> settings) {
      Rules.port("services.ports.start_port", start);
      Rules.between("services.ports.end_port", end, start, 65535);
      return editElement(
          "ports",
          element -> element.number("start_port", 0) == start,
          element -> {
            MachinePort.Builder builder =
                new MachinePort.Builder(element.with("start_port", start).with("end_port", end));
            settings.accept(builder);
            return builder.build().json();
          });
    }

    /** Adds a health check that asks for a path over HTTP. */
    public Builder httpCheck(String path, Consumer<MachineCheck.Builder> settings) {
      return check(c -> settings.accept(c.http(path)));
    }

    /** Adds a health check that opens a connection. */
    public Builder tcpCheck(Consumer<MachineCheck.Builder> settings) {
      return check(c -> settings.accept(c.tcp()));
    }

    /** Removes all health checks. */
    public Builder withoutChecks() {
      return unset("checks");
    }

    /** Sets the key by which the proxy lets a caller choose this machine, and what it is for. */
    public Builder forceInstance(String key, String description) {
      put("force_instance_key", Rules.notBlank("services.force_instance_key", key));
      return put("force_instance_description", description);
    }

    private Builder check(Consumer<MachineCheck.Builder> settings) {
      MachineCheck.Builder builder =
          new MachineCheck.Builder("services.checks", JsonObject.empty());
      settings.accept(builder);
      List<JsonObject> checks = new ArrayList<>(json().objects("checks"));
      checks.add(builder.build().json());
      return put("checks", checks);
    }

    private Builder concurrency(String type, int softLimit, int hardLimit) {
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
  }
}
