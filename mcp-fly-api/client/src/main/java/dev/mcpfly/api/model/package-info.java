/**
 * What the service answers: machines, apps, volumes, addresses, certificates and so on. Each type
 * is an immutable view of one {@link dev.mcpfly.api.json.JsonObject}, unknown fields included, and
 * is written as just that by Jackson 2 and 3. Values that the service may extend, such as states,
 * are open: what a newer server says is kept as it is.
 */
@NullMarked
package dev.mcpfly.api.model;

import org.jspecify.annotations.NullMarked;
