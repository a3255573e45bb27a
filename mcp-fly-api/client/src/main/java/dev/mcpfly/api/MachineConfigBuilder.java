package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts the configuration of a machine together, or changes one that was read. A method that names a
 * thing which is there already (a service by its port, a file by its path, a check by its name)
 * changes that thing and adds no second one.
 */
public final class MachineConfigBuilder extends MachineDiskFields<MachineConfigBuilder> {
  private final JsonObject start;

  MachineConfigBuilder(JsonObject start) {
    super(start);
    this.start = start;
  }

  /** Sets the image: {@code registry/repository:tag} or with a digest. */
  public MachineConfigBuilder image(String image) {
    return put("image", Rules.notBlank("image", image));
  }

  /** Takes CPUs and memory of a preset. */
  public MachineConfigBuilder guest(MachineSize size) {
    return guest(size, g -> {});
  }

  /** Takes CPUs and memory of a preset, with changes. */
  public MachineConfigBuilder guest(MachineSize size, Consumer<MachineGuest.Builder> changes) {
    return guest(g -> changes.accept(g.size(size)));
  }

  /** Sets or changes CPUs and memory. */
  public MachineConfigBuilder guest(Consumer<MachineGuest.Builder> changes) {
    // The deprecated preset name excludes a guest.
    unset("size");
    return edit(
        "guest",
        guest -> {
          MachineGuest.Builder builder = new MachineGuest.Builder(guest);
          changes.accept(builder);
          return builder.build().json();
        });
  }

  /** Sets a metadata entry. */
  public MachineConfigBuilder metadata(String key, String value) {
    return putIn("metadata", Rules.notBlank("metadata", key), value);
  }

  /** Sets metadata entries. */
  public MachineConfigBuilder metadata(Map<String, String> entries) {
    entries.forEach(this::metadata);
    return this;
  }

  /** Forwards the Fly Proxy's requests to a port of the machine. */
  public MachineConfigBuilder service(int internalPort, Consumer<MachineService.Builder> settings) {
    Rules.port("services.internal_port", internalPort);
    return editElement(
        "services",
        service -> service.number("internal_port", 0) == internalPort,
        service -> {
          JsonObject start = service;
          if (service.equals(JsonObject.empty())) {
            start = JsonObject.of("protocol", "tcp").with("internal_port", internalPort);
          }
          MachineService.Builder builder = new MachineService.Builder(start);
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Removes the service of a port of the machine. */
  public MachineConfigBuilder withoutService(int internalPort) {
    return removeElements(
        "services", service -> service.number("internal_port", 0) == internalPort);
  }

  /** Adds a health check of the machine as a whole. */
  public MachineConfigBuilder check(String name, Consumer<MachineCheck.Builder> settings) {
    return edit(
        "checks",
        checks -> {
          JsonObject old = checks.object(Rules.notBlank("checks", name));
          MachineCheck.Builder builder =
              new MachineCheck.Builder("checks." + name, old == null ? JsonObject.empty() : old);
          settings.accept(builder);
          return checks.with(name, builder.build().json());
        });
  }

  /** Removes a health check of the machine as a whole. */
  public MachineConfigBuilder withoutCheck(String name) {
    return edit("checks", checks -> checks.without(name));
  }

  /** Sets or changes name resolution. */
  public MachineConfigBuilder dns(Consumer<MachineDns.Builder> settings) {
    return edit(
        "dns",
        dns -> {
          MachineDns.Builder builder = new MachineDns.Builder(dns);
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Lets the machine stand by for others. Such a machine has no services. */
  public MachineConfigBuilder standbyFor(String... machines) {
    return put("standbys", List.of(machines));
  }

  /** Lets Fly collect metrics from the process. */
  public MachineConfigBuilder metrics(int port, String path) {
    return metrics(port, path, false);
  }

  /** Lets Fly collect metrics from the process, on request over HTTPS. */
  public MachineConfigBuilder metrics(int port, String path, boolean https) {
    putIn("metrics", "port", Rules.port("metrics.port", port));
    putIn("metrics", "path", Rules.absolute("metrics.path", path));
    return https ? putIn("metrics", "https", true) : edit("metrics", m -> m.without("https"));
  }

  /** Lets the Fly Proxy serve files of the machine under a URL prefix. */
  public MachineConfigBuilder statics(String guestPath, String urlPrefix) {
    return statics(guestPath, urlPrefix, s -> {});
  }

  /** Lets the Fly Proxy serve files under a URL prefix, with further settings. */
  public MachineConfigBuilder statics(
      String guestPath, String urlPrefix, Consumer<MachineStatic.Builder> settings) {
    return editElement(
        "statics",
        one -> urlPrefix.equals(one.get("url_prefix")),
        one -> {
          MachineStatic.Builder builder =
              new MachineStatic.Builder(
                  one.with("guest_path", Rules.absolute("statics.guest_path", guestPath))
                      .with("url_prefix", Rules.absolute("statics.url_prefix", urlPrefix)));
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /**
   * Runs the machine on capacity that Fly may take away.
   *
   * @param maxPriceFraction the highest price, as a part of the full one: above 0, at most 1
   */
  public MachineConfigBuilder spot(double maxPriceFraction) {
    if (!(maxPriceFraction > 0 && maxPriceFraction <= 1)) {
      throw new InvalidRequestException(
          "spot.max_price_fraction", maxPriceFraction, "it must be above 0 and at most 1");
    }
    return putIn("spot", "max_price_fraction", maxPriceFraction);
  }

  MachineConfig build() {
    JsonObject json = json();
    MachineConfigRules.check(start, json);
    return new MachineConfig(json);
  }
}
