package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A region where machines run.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record Region(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a region")
          .required("code")
          .texts("name", "geo_region")
          .numbers("capacity")
          .flags("gateway_available", "requires_paid_plan", "deprecated", "mpg_available")
          .field(json -> json.decimal("latitude", 0))
          .field(json -> json.decimal("longitude", 0))
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public Region {
    SHAPE.check(json);
  }

  /** Returns the code that operations take, {@code iad} for example. */
  public String code() {
    return json.text("code", "");
  }

  /** Returns the display name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the latitude in degrees. */
  public double latitude() {
    return json.decimal("latitude", 0);
  }

  /** Returns the longitude in degrees. */
  public double longitude() {
    return json.decimal("longitude", 0);
  }

  /** Returns whether WireGuard peers can connect there. */
  public boolean gatewayAvailable() {
    return json.flag("gateway_available", false);
  }

  /** Returns whether it is for paid plans only. */
  public boolean requiresPaidPlan() {
    return json.flag("requires_paid_plan", false);
  }

  /** Returns whether Fly is leaving the region. */
  public boolean deprecated() {
    return json.flag("deprecated", false);
  }

  /** Returns whether Managed Postgres is available there. */
  public boolean mpgAvailable() {
    return json.flag("mpg_available", false);
  }

  /** Returns the part of the world. */
  public Optional<String> geoRegion() {
    return Fields.text(json, "geo_region");
  }

  /** Returns the approximate free capacity, if the server sends it. */
  public OptionalLong capacity() {
    Long value = json.number("capacity");
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /**
   * A region where machines could be placed now.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Placement(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a placement")
            .texts("region", "Region")
            .numbers("count", "Count", "concurrency", "Concurrency")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Placement {
      SHAPE.check(json);
    }

    /** Returns the region. */
    public String region() {
      return json.text("region", json.text("Region", ""));
    }

    /** Returns how many machines fit. */
    public int count() {
      return json.integer(json.has("count") ? "count" : "Count", 0);
    }

    /** Returns how many could be placed at once. */
    public int concurrency() {
      return json.integer(json.has("concurrency") ? "concurrency" : "Concurrency", 0);
    }
  }
}
