/**
 * What operations return beside machines: apps, volumes, addresses, certificates and so on. Each
 * type is a view of one {@link dev.mcpfly.api.json.JsonObject}; start at the service that returns
 * it.
 */
@NullMarked
package dev.mcpfly.api.model;

import org.jspecify.annotations.NullMarked;
