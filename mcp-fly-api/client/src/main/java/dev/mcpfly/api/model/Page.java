package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A page of a list. An empty page need not be the last.
 *
 * @param <T> what is listed
 * @param json the object as the server sent it, unknown fields included
 * @param items the entries on this page
 */
public record Page<T>(JsonObject json, List<T> items) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a page")
          .texts("next_cursor", "last_machine_id", "last_volume_id")
          .times("last_updated_at")
          .numbers("total_count")
          .textLists("error_regions")
          .build();

  /** Copies the list, and rejects an object whose known fields have the wrong types. */
  public Page {
    SHAPE.check(json);
    items = List.copyOf(items);
  }

  /** Returns where the next page starts; empty for the last page. */
  public Optional<String> nextCursor() {
    return text("next_cursor");
  }

  /** Returns the regions that could not be reached, whose entries are therefore missing. */
  public List<String> errorRegions() {
    return json.texts("error_regions");
  }

  /** Returns the id of the last machine or volume on a page of an organization's list. */
  public Optional<String> lastId() {
    return text("last_machine_id").or(() -> text("last_volume_id"));
  }

  /** Returns when the last entry on a page of an organization's list changed. */
  public Optional<Instant> lastUpdatedAt() {
    return Optional.ofNullable(json.instant("last_updated_at"));
  }

  /** Returns the number of entries on all pages, if the server counts them. */
  public OptionalLong totalCount() {
    Long count = json.number("total_count");
    return count == null ? OptionalLong.empty() : OptionalLong.of(count);
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(json.text(name)).filter(text -> !text.isEmpty());
  }
}
