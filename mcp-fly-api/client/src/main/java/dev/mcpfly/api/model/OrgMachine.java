package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * A machine in the list of an organization, with a part of its configuration.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record OrgMachine(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a machine")
          .required("id")
          .texts("app_name", "name", "region", "state", "version", "private_ip")
          .times("created_at", "updated_at")
          .object("config", MachineConfig::new)
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public OrgMachine {
    SHAPE.check(json);
  }

  /** Returns the id. */
  public String id() {
    return json.text("id", "");
  }

  /** Returns the app. */
  public String appName() {
    return json.text("app_name", "");
  }

  /** Returns the name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the region. */
  public String region() {
    return json.text("region", "");
  }

  /** Returns the state. */
  public MachineState state() {
    return MachineState.of(json.text("state", ""));
  }

  /** Returns the current version. */
  public Optional<String> version() {
    return Optional.ofNullable(json.text("version")).filter(text -> !text.isEmpty());
  }

  /** Returns the address in the private network. */
  public Optional<String> privateIp() {
    return Optional.ofNullable(json.text("private_ip")).filter(text -> !text.isEmpty());
  }

  /** Returns when it was created. */
  public Optional<Instant> createdAt() {
    return Optional.ofNullable(json.instant("created_at"));
  }

  /** Returns when it last changed. */
  public Optional<Instant> updatedAt() {
    return Optional.ofNullable(json.instant("updated_at"));
  }

  /** Returns image, guest and metadata; the rest is left out. */
  public Optional<MachineConfig> config() {
    return Optional.ofNullable(json.object("config")).map(MachineConfig::new);
  }
}
