package dev.mcpfly.api.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A page of a list. It may be empty and yet not be the last.
 *
 * @param <T> what is listed
 * @param items what the page has
 * @param nextCursor where the next page starts; empty for the last
 * @param errorRegions regions that could not be asked, so that what is there is missing
 */
public record Page<T>(List<T> items, Optional<String> nextCursor, List<String> errorRegions) {
  /** Copies the lists. */
  public Page {
    items = List.copyOf(items);
    Objects.requireNonNull(nextCursor, "nextCursor");
    errorRegions = List.copyOf(errorRegions);
  }
}
