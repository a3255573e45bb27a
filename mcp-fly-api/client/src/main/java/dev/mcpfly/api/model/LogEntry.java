package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A line of the log of an app.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record LogEntry(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a log entry")
          .texts("message", "level", "instance", "region")
          .times("timestamp")
          .field(json -> json.object("meta"))
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public LogEntry {
    SHAPE.check(json);
  }

  /** Returns the text. */
  public String message() {
    return json.text("message", "");
  }

  /** Returns the level, {@code info} for example. */
  public Optional<String> level() {
    return Fields.text(json, "level");
  }

  /** Returns the machine. */
  public Optional<String> instance() {
    return Fields.text(json, "instance");
  }

  /** Returns the region. */
  public Optional<String> region() {
    return Fields.text(json, "region");
  }

  /** Returns when it was written. */
  public Optional<Instant> timestamp() {
    return Optional.ofNullable(json.instant("timestamp"));
  }

  /** Returns the source of the line: {@code app}, {@code proxy} or {@code runner}, for example. */
  public Optional<String> provider() {
    JsonObject meta = json.object("meta");
    JsonObject event = meta == null ? null : meta.object("event");
    return Optional.ofNullable(event == null ? null : event.text("provider"));
  }

  /**
   * A page of a log.
   *
   * @param entries the lines, oldest first
   * @param nextToken where the next page starts; empty if there was nothing yet
   */
  public record Page(List<LogEntry> entries, Optional<String> nextToken) implements JsonModel {
    /** Copies the list. */
    public Page {
      entries = List.copyOf(entries);
      Objects.requireNonNull(nextToken, "nextToken");
    }

    /** Returns the page as one object: {@code entries} and {@code next_token}. */
    @Override
    public JsonObject json() {
      return JsonObject.of("entries", entries.stream().map(LogEntry::json).toList())
          .with("next_token", nextToken.orElse(null));
    }
  }
}
