package dev.mcpfly.image;

import dev.mcpfly.image.internal.LayerListing;
import dev.mcpfly.image.registry.Digest;
import java.util.List;

/**
 * A new layer, in the cache.
 *
 * @param digest of the compressed bytes
 * @param diffId of the uncompressed bytes
 * @param size of the compressed bytes
 * @param what what is in it, for the history
 * @param items its entries
 */
record BuiltLayer(
    Digest digest, Digest diffId, long size, String what, List<LayerListing.Item> items) {}
