package dev.mcpfly.image;

import dev.mcpfly.image.internal.JsonMembers;
import dev.mcpfly.image.internal.MediaTypes;
import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.OutgoingImage;
import dev.mcpfly.image.registry.RemoteImage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes an image's configuration and manifest. Keeps the base's configuration, unknown members
 * included, except for the changes; uses the base's media types, OCI's or Docker's.
 */
final class ManifestWriter {
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
    JsonMembers config = read(base.manifest(), base).object("config");
    byte[] bytes = base.configBytes();
    return new OutgoingImage(
        base.mediaType(),
        base.manifest(),
        RemoteImage.Descriptor.of(
            config.text("mediaType", ""), Digest.parse(config.text("digest", "")), bytes.length),
        bytes,
        layers);
  }

  OutgoingImage write(
      List<OutgoingImage.Layer> below, List<BuiltLayer> built, List<ConfigEdit> edits) {
    List<OutgoingImage.Layer> layers = new ArrayList<>(below);
    for (BuiltLayer layer : built) {
      layers.add(
          new OutgoingImage.Layer(
              RemoteImage.Descriptor.of(
                  docker ? MediaTypes.DOCKER_LAYER : MediaTypes.OCI_LAYER,
                  layer.digest(),
                  layer.size()),
              null));
    }
    byte[] config = config(below.size(), built, edits).toBytes();
    RemoteImage.Descriptor configDescriptor =
        RemoteImage.Descriptor.of(
            docker ? MediaTypes.DOCKER_CONFIG : MediaTypes.OCI_CONFIG,
            Digest.sha256(config),
            config.length);
    String mediaType = docker ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST;

    byte[] manifest =
        new JsonMembers()
            .put("schemaVersion", 2)
            .put("mediaType", mediaType)
            .put("config", descriptor(configDescriptor))
            .put("layers", layers.stream().map(layer -> descriptor(layer.blob())).toList())
            .toBytes();
    return new OutgoingImage(mediaType, manifest, configDescriptor, config, layers);
  }

  private JsonMembers config(int layersBelow, List<BuiltLayer> built, List<ConfigEdit> edits) {
    JsonMembers root;
    if (base == null) {
      root = new JsonMembers();
      root.put("created", EPOCH);
      root.put("architecture", platform.architecture());
      if (platform.variant() != null) {
        root.put("variant", platform.variant());
      }
      root.put("os", platform.os());
    } else {
      root = read(base.configBytes(), base);
    }
    JsonMembers process = root.objectToChange("config");
    edits.forEach(edit -> edit.apply(process));

    JsonMembers rootfs = root.objectToChange("rootfs");
    rootfs.put("type", "layers");
    List<@Nullable Object> diffIds = rootfs.listToChange("diff_ids");
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
  private static void history(JsonMembers root, int layersBelow, List<BuiltLayer> built) {
    if (!root.hasList("history") && layersBelow > 0) {
      return;
    }
    List<@Nullable Object> history = root.listToChange("history");
    String created = root.text("created", EPOCH);
    for (BuiltLayer layer : built) {
      history.add(
          new JsonMembers().put("created", created).put("created_by", "mcp-fly: " + layer.what()));
    }
  }

  private static JsonMembers descriptor(RemoteImage.Descriptor blob) {
    JsonMembers node = new JsonMembers();
    node.put("mediaType", blob.mediaType());
    node.put("digest", blob.digest().toString());
    node.put("size", blob.size());
    if (!blob.urls().isEmpty()) {
      node.put("urls", blob.urls().stream().map(URI::toString).toList());
    }
    return node;
  }

  private static JsonMembers read(byte[] json, RemoteImage image) {
    JsonMembers object = JsonMembers.parse(json);
    if (object == null) {
      throw new ImageException(
          Reason.REGISTRY, "The configuration of " + image + " is not a JSON object.");
    }
    return object;
  }
}
