package dev.mcpfly.config;

/**
 * What the links that install an entry in a client look like.
 *
 * @param start what they begin with, up to the first parameter
 * @param kind how the entry stands in them
 */
record LinkStyle(String start, Kind kind) {
  /** How an entry stands in a link. */
  enum Kind {
    /** The JSON of the entry, with its name in it, is the whole query (VS Code). */
    JSON_QUERY,
    /** {@code name=} and {@code config=}, which is the JSON of the entry. */
    NAME_AND_JSON,
    /** The same, with the JSON in base64. */
    NAME_AND_BASE64,
    /** The same, with the JSON percent-encoded before it is put into base64 (Qoder). */
    NAME_AND_ENCODED_BASE64,
    /** The same as in base64, behind the {@code type=} (Trae). */
    TYPE_NAME_AND_BASE64,
    /** Each part of the entry is a separate parameter (Goose). */
    PARAMETERS
  }
}
