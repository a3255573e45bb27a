package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An app: the name under which machines, secrets and addresses are kept.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record App(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("an app")
          .required("name")
          .texts("id", "status", "network", "network_cidr", "app_role", "cname_target")
          .numbers("machine_count", "volume_count", "internal_numeric_id")
          .object("organization", Owner::new)
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public App {
    SHAPE.check(json);
  }

  /** Returns the name, unique in all of Fly. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns Fly's identifier. */
  public Optional<String> id() {
    return Optional.ofNullable(json.text("id")).filter(text -> !text.isEmpty());
  }

  /** Returns the status, {@code pending}, {@code deployed} or {@code suspended} for example. */
  public Optional<String> status() {
    return Optional.ofNullable(json.text("status")).filter(text -> !text.isEmpty());
  }

  /** Returns the private network, {@code default} unless the app was put into another. */
  public Optional<String> network() {
    return Optional.ofNullable(json.text("network")).filter(text -> !text.isEmpty());
  }

  /** Returns Fly's internal number for it, where the server tells it. */
  public OptionalLong internalNumericId() {
    Long value = json.number("internal_numeric_id");
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Returns the addresses of the private network, such as {@code fdaa:0:1::/48}. */
  public Optional<String> networkCidr() {
    return Optional.ofNullable(json.text("network_cidr")).filter(text -> !text.isEmpty());
  }

  /** Returns the number of machines. */
  public long machineCount() {
    return json.number("machine_count", 0);
  }

  /** Returns the number of volumes. */
  public long volumeCount() {
    return json.number("volume_count", 0);
  }

  /** Returns the role of an app that Fly runs for one of its features. */
  public Optional<String> appRole() {
    return Optional.ofNullable(json.text("app_role")).filter(text -> !text.isEmpty());
  }

  /** Returns the host name that a CNAME record of a custom domain should point to. */
  public Optional<String> cnameTarget() {
    return Optional.ofNullable(json.text("cname_target")).filter(text -> !text.isEmpty());
  }

  /** Returns the organization that owns the app; lists may leave it out. */
  public Optional<Owner> organization() {
    return Optional.ofNullable(json.object("organization")).map(Owner::new);
  }

  /**
   * The organization that owns an app, as the app shows it.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Owner(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("an organization").texts("slug", "name").numbers("internal_numeric_id").build();

    /** Rejects an object whose known fields have the wrong types. */
    public Owner {
      SHAPE.check(json);
    }

    /** Returns the slug, such as {@code personal}. */
    public String slug() {
      return json.text("slug", "");
    }

    /** Returns the display name. */
    public String name() {
      return json.text("name", "");
    }

    /** Returns Fly's internal number for it, where the server tells it. */
    public OptionalLong internalNumericId() {
      Long value = json.number("internal_numeric_id");
      return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
  }
}
