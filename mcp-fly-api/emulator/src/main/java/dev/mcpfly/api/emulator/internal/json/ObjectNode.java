package dev.mcpfly.api.emulator.internal.json;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object whose members keep their order and can be changed. */
public final class ObjectNode implements JsonNode {
  private final Map<String, JsonNode> members = new LinkedHashMap<>();

  /** Sets a member to a value. */
  public ObjectNode set(String name, JsonNode value) {
    members.put(name, value);
    return this;
  }

  /** Sets a member to a text, or to null. */
  public ObjectNode put(String name, @Nullable String value) {
    return set(name, value == null ? ScalarNode.NULL : new ScalarNode(value));
  }

  /** Sets a member to a number. */
  public ObjectNode put(String name, long value) {
    return set(name, new ScalarNode(value));
  }

  /** Sets a member to a number. */
  public ObjectNode put(String name, double value) {
    return set(name, new ScalarNode(BigDecimal.valueOf(value)));
  }

  /** Sets a member to a truth value. */
  public ObjectNode put(String name, boolean value) {
    return set(name, new ScalarNode(value));
  }

  /** Sets a member to null. */
  public ObjectNode putNull(String name) {
    return set(name, ScalarNode.NULL);
  }

  /** Sets a member to a new, empty object, and returns that. */
  public ObjectNode putObject(String name) {
    ObjectNode nested = new ObjectNode();
    set(name, nested);
    return nested;
  }

  /** Sets a member to a new, empty array, and returns that. */
  public ArrayNode putArray(String name) {
    ArrayNode nested = new ArrayNode();
    set(name, nested);
    return nested;
  }

  /** Copies all members of another object. */
  public ObjectNode setAll(ObjectNode other) {
    members.putAll(other.members);
    return this;
  }

  /** Removes a member. */
  public ObjectNode remove(String name) {
    members.remove(name);
    return this;
  }

  /** Returns whether there is a member of that name. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  @Override
  public @Nullable JsonNode get(String name) {
    return members.get(name);
  }

  @Override
  public Set<Map.Entry<String, JsonNode>> properties() {
    return Collections.unmodifiableSet(members.entrySet());
  }

  @Override
  public int size() {
    return members.size();
  }

  @Override
  public String kind() {
    return "object";
  }

  @Override
  public Map<String, @Nullable Object> value() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    members.forEach((name, member) -> values.put(name, member.value()));
    return values;
  }

  @Override
  public ObjectNode deepCopy() {
    ObjectNode copy = new ObjectNode();
    members.forEach((name, member) -> copy.set(name, member.deepCopy()));
    return copy;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectNode that && members.equals(that.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  @Override
  public String toString() {
    return members.toString();
  }
}
