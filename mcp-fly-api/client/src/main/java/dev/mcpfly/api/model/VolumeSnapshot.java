package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A snapshot of a volume.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record VolumeSnapshot(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a snapshot")
          .required("id")
          .texts("digest", "status")
          .numbers("size", "volume_size", "retention_days")
          .times("created_at")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public VolumeSnapshot {
    SHAPE.check(json);
  }

  /** Returns the id. */
  public String id() {
    return json.text("id", "");
  }

  /** Returns the bytes that the snapshot takes. */
  public long size() {
    return json.number("size", 0);
  }

  /** Returns the bytes of the volume. */
  public long volumeSize() {
    return json.number("volume_size", 0);
  }

  /** Returns the digest. */
  public Optional<String> digest() {
    return Optional.ofNullable(json.text("digest")).filter(text -> !text.isEmpty());
  }

  /** Returns the status. */
  public Optional<String> status() {
    return Optional.ofNullable(json.text("status")).filter(text -> !text.isEmpty());
  }

  /** Returns for how many days the snapshot is kept. */
  public OptionalInt retentionDays() {
    return json.get("retention_days") == null
        ? OptionalInt.empty()
        : OptionalInt.of(json.integer("retention_days", 0));
  }

  /** Returns when it was taken. */
  public Optional<Instant> createdAt() {
    return Optional.ofNullable(json.instant("created_at"));
  }
}
