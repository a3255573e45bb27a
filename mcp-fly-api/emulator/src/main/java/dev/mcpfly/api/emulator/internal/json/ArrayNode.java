package dev.mcpfly.api.emulator.internal.json;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of values that can grow. */
public final class ArrayNode implements JsonNode {
  private final List<JsonNode> elements = new ArrayList<>();

  /** Adds a value. */
  public ArrayNode add(JsonNode value) {
    elements.add(value);
    return this;
  }

  /** Adds a text. */
  public ArrayNode add(String value) {
    return add(new ScalarNode(value));
  }

  /** Returns the element at an index from 0, or null if there is none. */
  public @Nullable JsonNode get(int index) {
    return index < elements.size() ? elements.get(index) : null;
  }

  @Override
  public int size() {
    return elements.size();
  }

  @Override
  public Iterator<JsonNode> iterator() {
    return elements.iterator();
  }

  @Override
  public String kind() {
    return "array";
  }

  @Override
  public List<@Nullable Object> value() {
    List<@Nullable Object> values = new ArrayList<>(elements.size());
    elements.forEach(element -> values.add(element.value()));
    return values;
  }

  @Override
  public ArrayNode deepCopy() {
    ArrayNode copy = new ArrayNode();
    elements.forEach(element -> copy.add(element.deepCopy()));
    return copy;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ArrayNode that && elements.equals(that.elements);
  }

  @Override
  public int hashCode() {
    return elements.hashCode();
  }

  @Override
  public String toString() {
    return elements.toString();
  }
}
