/**
 * JSON objects as immutable values: the raw form behind every model of the client. Start with
 * {@link dev.mcpfly.api.json.JsonObject}; {@code model.json()} gives the one behind a model.
 */
@NullMarked
package dev.mcpfly.api.json;

import org.jspecify.annotations.NullMarked;
