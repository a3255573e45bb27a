package dev.mcpfly.config.internal.text;

import java.util.List;

/**
 * A string, number, boolean or null inside an entry.
 *
 * @param path the entry's name, then the keys below it; an item of a list has its index as key
 * @param span where the literal stands, quotes included
 */
public record Scalar(List<String> path, Span span) {
  public Scalar {
    path = List.copyOf(path);
  }
}
