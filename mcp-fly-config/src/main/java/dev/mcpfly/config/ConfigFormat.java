package dev.mcpfly.config;

import dev.mcpfly.config.internal.json.JsonFormat;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.toml.TomlFormat;
import dev.mcpfly.config.internal.yaml.YamlFormat;

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
  /** TOML 1.0. */
  TOML,
  /** YAML 1.2. */
  YAML;

  TextFormat engine() {
    return switch (this) {
      case JSON -> Engines.STRICT;
      case JSON_WITH_COMMENTS -> Engines.WITH_COMMENTS;
      case JSONC -> Engines.JSONC;
      case TOML -> Engines.TOML;
      case YAML -> Engines.YAML;
    };
  }

  /** The engines, which have no state. */
  private static final class Engines {
    static final TextFormat STRICT = new JsonFormat(false, false);
    static final TextFormat WITH_COMMENTS = new JsonFormat(true, false);
    static final TextFormat JSONC = new JsonFormat(true, true);
    static final TextFormat TOML = new TomlFormat();
    static final TextFormat YAML = new YamlFormat();
  }
}
