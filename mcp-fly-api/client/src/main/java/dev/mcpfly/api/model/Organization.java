package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An organization, which owns apps and pays for them.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record Organization(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("an organization")
          .required("slug")
          .texts("id", "name", "raw_slug", "billing_status")
          .numbers("internal_numeric_id")
          .flags("personal", "paid_plan", "billable")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public Organization {
    SHAPE.check(json);
  }

  /** Returns the slug that operations take, {@code personal} for example. */
  public String slug() {
    return json.text("slug", "");
  }

  /** Returns the display name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the slug by which the organization is known outside of the token. */
  public Optional<String> rawSlug() {
    return Fields.text(json, "raw_slug");
  }

  /** Returns Fly's internal number for it, if the server sends it. */
  public OptionalLong internalNumericId() {
    Long value = json.number("internal_numeric_id");
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Returns Fly's identifier. */
  public Optional<String> id() {
    return Fields.text(json, "id");
  }

  /** Returns whether this is the personal organization of a user. */
  public boolean personal() {
    return json.flag("personal", false);
  }

  /** Returns whether it is on a paid plan. */
  public boolean paidPlan() {
    return json.flag("paid_plan", false);
  }

  /** Returns whether it can be billed. */
  public boolean billable() {
    return json.flag("billable", false);
  }

  /** Returns the state of its bills. */
  public Optional<String> billingStatus() {
    return Fields.text(json, "billing_status");
  }

  /**
   * A machine in the list of an organization, with a part of its configuration.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record MachineSummary(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a machine")
            .required("id")
            .texts("app_name", "name", "region", "state", "version", "private_ip")
            .times("created_at", "updated_at")
            .object("config", MachineConfig::new)
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public MachineSummary {
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
      return Fields.text(json, "version");
    }

    /** Returns the address in the private network. */
    public Optional<String> privateIp() {
      return Fields.text(json, "private_ip");
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
      return Fields.object(json, "config", MachineConfig::new);
    }
  }
}
