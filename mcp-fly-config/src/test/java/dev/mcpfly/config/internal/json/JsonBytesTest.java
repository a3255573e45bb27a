package dev.mcpfly.config.internal.json;

import dev.mcpfly.config.internal.text.TextFormat;

/** The same over the bytes of UTF-8. */
class JsonBytesTest extends JsonFormatTest {
  @Override
  protected TextFormat format(boolean comments, boolean trailingCommas) {
    return new Utf8Bytes(new JsonFormat(comments, trailingCommas));
  }
}
