package dev.mcpfly.config;

import dev.mcpfly.config.internal.json.JsonFormat;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.toml.TomlFormat;
import dev.mcpfly.config.internal.yaml.YamlFormat;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The formats of configuration files, and how strict their readers are. What is written is always
 * strict.
 */
public enum ConfigFormat {
  /** JSON without comments and trailing commas; a file with either is refused. */
  JSON,
  /** JSON that may hold comments, but no trailing commas. */
  JSON_WITH_COMMENTS,
  /** JSON that may hold comments and trailing commas. */
  JSONC,
  /** JSON5: beyond {@link #JSONC}, single quotes, keys without quotes, and more numbers. */
  JSON5,
  /** TOML 1.0. */
  TOML,
  /** YAML 1.2. */
  YAML;

  /** Returns the engine for texts of characters. */
  TextFormat engine() {
    return switch (this) {
      case JSON -> Engines.STRICT;
      case JSON_WITH_COMMENTS -> Engines.WITH_COMMENTS;
      case JSONC -> Engines.JSONC;
      case JSON5 -> Engines.JSON5;
      case TOML -> Engines.TOML;
      case YAML -> Engines.YAML;
    };
  }

  /** Returns the engine for texts that {@link #fileCharset()} makes of a file's bytes. */
  TextFormat fileEngine() {
    return switch (this) {
      case JSON -> Engines.STRICT_BYTES;
      case JSON_WITH_COMMENTS -> Engines.BYTES_WITH_COMMENTS;
      case JSONC -> Engines.JSONC_BYTES;
      case JSON5 -> Engines.JSON5_BYTES;
      case TOML -> Engines.TOML;
      case YAML -> Engines.YAML;
    };
  }

  /**
   * Returns how the bytes of a file become the text that is edited. All files are UTF-8; those of
   * JSON can be huge and are edited as bytes, each of which becomes one character.
   */
  Charset fileCharset() {
    return this == TOML || this == YAML ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
  }

  /** Returns a part of a file's text as people read it. */
  String readable(String part) {
    return new String(part.getBytes(fileCharset()), StandardCharsets.UTF_8);
  }

  /** Returns how many characters a part of a file's text has as people read it. */
  int readableLength(String text, int from, int to) {
    if (!fileCharset().equals(StandardCharsets.ISO_8859_1)) {
      return to - from;
    }
    int length = 0;
    for (int i = from; i < to; i++) {
      int c = text.charAt(i);
      boolean continuation = (c & 0xc0) == 0x80;
      length += continuation ? 0 : c >= 0xf0 ? 2 : 1;
    }
    return length;
  }

  /** The engines, which have no state. */
  private static final class Engines {
    static final JsonFormat STRICT = new JsonFormat(false, false);
    static final JsonFormat WITH_COMMENTS = new JsonFormat(true, false);
    static final JsonFormat JSONC = new JsonFormat(true, true);
    static final JsonFormat JSON5 = JsonFormat.json5();
    static final TextFormat STRICT_BYTES = STRICT.overBytes();
    static final TextFormat BYTES_WITH_COMMENTS = WITH_COMMENTS.overBytes();
    static final TextFormat JSONC_BYTES = JSONC.overBytes();
    static final TextFormat JSON5_BYTES = JSON5.overBytes();
    static final TextFormat TOML = new TomlFormat();
    static final TextFormat YAML = new YamlFormat();
  }
}
