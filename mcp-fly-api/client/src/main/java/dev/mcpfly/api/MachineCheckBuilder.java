package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.json.Times;
import dev.mcpfly.api.model.MachineConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Builds a health check. */
public final class MachineCheckBuilder extends JsonFields<MachineCheckBuilder> {
  private final String place;

  MachineCheckBuilder(String place, JsonObject start) {
    super(start);
    this.place = place;
  }

  /** Requests a path over HTTP and expects a status below 400. */
  public MachineCheckBuilder http(String path) {
    put("type", "http");
    return put("path", Rules.absolute(place + ".path", path));
  }

  /** Checks that a TCP connection can be opened. */
  public MachineCheckBuilder tcp() {
    return put("type", "tcp");
  }

  /** Sets the port. */
  public MachineCheckBuilder port(int port) {
    return put("port", Rules.port(place + ".port", port));
  }

  /** Sets the time between two checks. */
  public MachineCheckBuilder interval(Duration interval) {
    return duration("interval", interval);
  }

  /** Sets how long a check may take. */
  public MachineCheckBuilder timeout(Duration timeout) {
    return duration("timeout", timeout);
  }

  /** Sets how long after the start the checks begin to count. */
  public MachineCheckBuilder gracePeriod(Duration grace) {
    return duration("grace_period", grace);
  }

  /** Sets the HTTP method. */
  public MachineCheckBuilder method(String method) {
    return put("method", Rules.notBlank(place + ".method", method));
  }

  /** Adds a header to the HTTP request. */
  public MachineCheckBuilder header(String name, String... values) {
    List<JsonObject> headers = new ArrayList<>(json().objects("headers"));
    headers.add(JsonObject.of("name", name).with("values", List.of(values)));
    return put("headers", headers);
  }

  /** Checks over HTTPS; the certificate must be valid for the given name. */
  public MachineCheckBuilder https(String path, String serverName) {
    put("protocol", "https");
    put("tls_server_name", Rules.notBlank(place + ".tls_server_name", serverName));
    return http(path);
  }

  /** Sets whether any certificate is accepted. */
  public MachineCheckBuilder tlsSkipVerify(boolean skip) {
    return put("tls_skip_verify", skip);
  }

  /** Makes a check of the whole machine count for deployments; without this it is only shown. */
  public MachineCheckBuilder readiness() {
    return put("kind", "readiness");
  }

  private MachineCheckBuilder duration(String field, Duration value) {
    return put(field, Times.format(Rules.positive(place + "." + field, value)));
  }

  MachineConfig.Check build() {
    Rules.notBlank(place + ".type", json().text("type"));
    return new MachineConfig.Check(json());
  }
}
