/**
 * The values that the service returns: machines, apps, volumes, addresses, certificates and so on.
 * Each type is an immutable view of one {@link dev.mcpfly.api.json.JsonObject}, unknown fields
 * included, and is written as exactly that by Jackson 2 and 3. Values that the service may extend,
 * such as states, are open-ended: a value that a newer server adds is kept unchanged.
 */
@NullMarked
package dev.mcpfly.api.model;

import org.jspecify.annotations.NullMarked;
