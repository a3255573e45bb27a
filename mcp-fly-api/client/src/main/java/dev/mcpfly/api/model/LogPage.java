package dev.mcpfly.api.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A page of a log.
 *
 * @param entries the lines, oldest first
 * @param nextToken where the next page starts; empty if there was nothing yet
 */
public record LogPage(List<LogEntry> entries, Optional<String> nextToken) {
  /** Copies the list. */
  public LogPage {
    entries = List.copyOf(entries);
    Objects.requireNonNull(nextToken, "nextToken");
  }
}
