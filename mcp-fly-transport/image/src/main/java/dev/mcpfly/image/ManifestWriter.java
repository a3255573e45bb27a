package dev.mcpfly.image;

import dev.mcpfly.image.internal.MediaTypes;
import dev.mcpfly.image.registry.Descriptor;
import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.OutgoingImage;
import dev.mcpfly.image.registry.RemoteImage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an image's configuration and manifest. Keeps the base's configuration, unknown members
 * included, except for the changes; uses the base's media types, OCI's or Docker's.
 */
final class ManifestWriter {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String EPOCH = "1970-01-01T00:00:00Z";

  private final @Nullable RemoteImage base;
  private final RemoteImage.Platform platform;
  private final boolean docker;

  ManifestWriter(@Nullable RemoteImage base, RemoteImage.Platform platform) {
    this.base = base;
    this.platform = platform;
    this.docker = base != null && base.mediaType().equals(MediaTypes.DOCKER_MANIFEST);
  }

  /** Returns the base itself, byte for byte. */
  static OutgoingImage unchanged(RemoteImage base, List<OutgoingImage.Layer> layers) {
    JsonNode config = read(base.manifest(), base).path("config");
    byte[] bytes = base.configBytes();
    return new OutgoingImage(
        base.mediaType(),
        base.manifest(),
        Descriptor.of(
            config.path("mediaType").asString(""),
            Digest.parse(config.path("digest").asString("")),
            bytes.length),
        bytes,
        layers);
  }

  OutgoingImage write(
      List<OutgoingImage.Layer> below, List<BuiltLayer> built, List<ConfigEdit> edits) {
    List<OutgoingImage.Layer> layers = new ArrayList<>(below);
    for (BuiltLayer layer : built) {
      layers.add(
          new OutgoingImage.Layer(
              Descriptor.of(
                  docker ? MediaTypes.DOCKER_LAYER : MediaTypes.OCI_LAYER,
                  layer.digest(),
                  layer.size()),
              null));
    }
    byte[] config = bytes(config(below.size(), built, edits));
    Descriptor configDescriptor =
        Descriptor.of(
            docker ? MediaTypes.DOCKER_CONFIG : MediaTypes.OCI_CONFIG,
            Digest.sha256(config),
            config.length);
    String mediaType = docker ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST;

    ObjectNode manifest = MAPPER.createObjectNode();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", mediaType);
    manifest.set("config", descriptor(configDescriptor));
    ArrayNode list = manifest.putArray("layers");
    layers.forEach(layer -> list.add(descriptor(layer.blob())));
    return new OutgoingImage(mediaType, bytes(manifest), configDescriptor, config, layers);
  }

  private ObjectNode config(int layersBelow, List<BuiltLayer> built, List<ConfigEdit> edits) {
    ObjectNode root;
    if (base == null) {
      root = MAPPER.createObjectNode();
      root.put("created", EPOCH);
      root.put("architecture", platform.architecture());
      if (platform.variant() != null) {
        root.put("variant", platform.variant());
      }
      root.put("os", platform.os());
    } else {
      root = read(base.configBytes(), base);
    }
    ObjectNode process = member(root, "config");
    edits.forEach(edit -> edit.apply(process));

    ObjectNode rootfs = member(root, "rootfs");
    rootfs.put("type", "layers");
    ArrayNode diffIds =
        rootfs.get("diff_ids") instanceof ArrayNode list ? list : rootfs.putArray("diff_ids");
    if (diffIds.size() != layersBelow) {
      throw new ImageException(
          Reason.REGISTRY,
          "The configuration of "
              + base
              + " names "
              + diffIds.size()
              + " layers and its manifest "
              + layersBelow
              + ".");
    }
    built.forEach(layer -> diffIds.add(layer.diffId().toString()));
    history(root, layersBelow, built);
    return root;
  }

  /**
   * Adds the new layers to the history. A base without a history gets none, because a partial one
   * is an error.
   */
  private static void history(ObjectNode root, int layersBelow, List<BuiltLayer> built) {
    ArrayNode history;
    if (root.get("history") instanceof ArrayNode list) {
      history = list;
    } else if (layersBelow == 0) {
      history = root.putArray("history");
    } else {
      return;
    }
    String created = root.path("created").asString(EPOCH);
    for (BuiltLayer layer : built) {
      ObjectNode entry = history.addObject();
      entry.put("created", created);
      entry.put("created_by", "mcp-fly: " + layer.what());
    }
  }

  private static ObjectNode member(ObjectNode object, String name) {
    return object.get(name) instanceof ObjectNode member ? member : object.putObject(name);
  }

  private static ObjectNode descriptor(Descriptor blob) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("mediaType", blob.mediaType());
    node.put("digest", blob.digest().toString());
    node.put("size", blob.size());
    if (!blob.urls().isEmpty()) {
      ArrayNode urls = node.putArray("urls");
      blob.urls().stream().map(URI::toString).forEach(urls::add);
    }
    return node;
  }

  private static ObjectNode read(byte[] json, RemoteImage image) {
    try {
      if (MAPPER.readTree(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      // Reported below; it was read once already, so this cannot be.
    }
    throw new ImageException(
        Reason.REGISTRY, "The configuration of " + image + " is not a JSON object.");
  }

  private static byte[] bytes(ObjectNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }
}
