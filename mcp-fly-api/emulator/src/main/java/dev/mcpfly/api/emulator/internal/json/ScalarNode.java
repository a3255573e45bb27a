package dev.mcpfly.api.emulator.internal.json;

import org.jspecify.annotations.Nullable;

/**
 * A text, a number, a truth value or null.
 *
 * @param value a {@code String}, {@code Boolean}, {@code Long}, {@code BigInteger}, {@code
 *     BigDecimal} or null
 */
record ScalarNode(@Nullable Object value) implements JsonNode {
  static final ScalarNode NULL = new ScalarNode(null);

  @Override
  public JsonNode deepCopy() {
    return this;
  }

  @Override
  public String toString() {
    return asString();
  }
}
