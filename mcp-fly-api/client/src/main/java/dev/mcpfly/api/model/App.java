package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.List;
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
    return Fields.text(json, "id");
  }

  /** Returns the status, {@code pending}, {@code deployed} or {@code suspended} for example. */
  public Optional<String> status() {
    return Fields.text(json, "status");
  }

  /** Returns the private network, {@code default} unless the app was put into another. */
  public Optional<String> network() {
    return Fields.text(json, "network");
  }

  /** Returns Fly's internal number for it, if the server sends it. */
  public OptionalLong internalNumericId() {
    Long value = json.number("internal_numeric_id");
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Returns the addresses of the private network, such as {@code fdaa:0:1::/48}. */
  public Optional<String> networkCidr() {
    return Fields.text(json, "network_cidr");
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
    return Fields.text(json, "app_role");
  }

  /** Returns the host name that a CNAME record of a custom domain should point to. */
  public Optional<String> cnameTarget() {
    return Fields.text(json, "cname_target");
  }

  /** Returns the organization that owns the app; lists may leave it out. */
  public Optional<Owner> organization() {
    return Fields.object(json, "organization", Owner::new);
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

    /** Returns Fly's internal number for it, if the server sends it. */
    public OptionalLong internalNumericId() {
      Long value = json.number("internal_numeric_id");
      return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
  }

  /**
   * A secret of an app. The value is only present for a caller that is allowed to see it and asked
   * for it.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Secret(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a secret")
            .required("name")
            .texts("digest", "value")
            .times("created_at", "updated_at")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Secret {
      SHAPE.check(json);
    }

    /** Returns the name. */
    public String name() {
      return json.text("name", "");
    }

    /** Returns a digest of the value. */
    public Optional<String> digest() {
      return Fields.text(json, "digest");
    }

    /** Returns the value, if it was asked for. */
    public Optional<String> value() {
      return Fields.text(json, "value");
    }

    /** Returns when it was first set. */
    public Optional<Instant> createdAt() {
      return Optional.ofNullable(json.instant("created_at"));
    }

    /** Returns when it last changed. */
    public Optional<Instant> updatedAt() {
      return Optional.ofNullable(json.instant("updated_at"));
    }
  }

  /**
   * The result of a change to the secrets of an app. Machines see the change after the next create
   * or update that requires at least this version.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record SecretsChange(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a change of secrets")
            .numbers("version", "Version")
            .objects("secrets", Secret::new)
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public SecretsChange {
      SHAPE.check(json);
    }

    /** Returns the version of the secrets after the change. */
    public long version() {
      Long version = json.number("version");
      return version == null ? json.number("Version", 0) : version;
    }

    /** Returns the secrets after the change, where the server sends them. */
    public List<Secret> secrets() {
      return Fields.objects(json, "secrets", Secret::new);
    }
  }
}
