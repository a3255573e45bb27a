package dev.mcpfly.image.registry;

import dev.mcpfly.image.internal.JsonMembers;
import dev.mcpfly.image.internal.MediaTypes;
import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.Wire.Reply;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes manifests, and finds the manifest for a platform. */
final class Manifests {
  private static final int LIMIT = 4 << 20;
  private static final int NESTED_INDEXES = 3;

  private final RegistryHttp http;

  Manifests(RegistryHttp http) {
    this.http = http;
  }

  /** A manifest as received. */
  static final class Raw {
    private final String mediaType;
    private final byte[] bytes;
    private final Digest digest;

    Raw(String mediaType, byte[] bytes, Digest digest) {
      this.mediaType = mediaType;
      this.bytes = bytes;
      this.digest = digest;
    }

    String mediaType() {
      return mediaType;
    }

    byte[] bytes() {
      return bytes;
    }

    Digest digest() {
      return digest;
    }
  }

  /** Returns the manifest for a platform, following indexes. */
  Raw forPlatform(ImageReference image, RemoteImage.Platform platform) {
    Raw raw = get(image);
    for (int depth = 0; MediaTypes.isIndex(raw.mediaType()); depth++) {
      if (depth == NESTED_INDEXES) {
        throw new ImageException(
            Reason.UNSUPPORTED, "The index of " + image + " is nested too deeply.");
      }
      raw = get(image.withDigest(choose(image, raw, platform)));
    }
    return raw;
  }

  private static Digest choose(ImageReference image, Raw index, RemoteImage.Platform platform) {
    List<String> offered = new ArrayList<>();
    for (JsonMembers entry :
        Json.object(index.bytes(), "The index of " + image).objects("manifests")) {
      String type = entry.text("mediaType", MediaTypes.OCI_MANIFEST);
      JsonMembers place = entry.object("platform");
      RemoteImage.Platform offer =
          new RemoteImage.Platform(
              place.text("os", ""), place.text("architecture", ""), place.text("variant"));
      if (platform.accepts(offer) && (MediaTypes.isManifest(type) || MediaTypes.isIndex(type))) {
        return Digest.parse(entry.text("digest", ""));
      }
      if (!offer.os().isEmpty() && !offer.os().equals("unknown")) {
        offered.add(offer.toString());
      }
    }
    throw noPlatform(image, platform, offered);
  }

  static ImageException noPlatform(
      ImageReference image, RemoteImage.Platform platform, List<String> offered) {
    return new ImageException(
        Reason.NO_PLATFORM,
        image
            + " has no variant for "
            + platform
            + " ("
            + (offered.isEmpty()
                ? "it names no platform"
                : "it has "
                    + offered.stream()
                        .distinct()
                        .map(Text::excerpt)
                        .collect(Collectors.joining(", ")))
            + "): name an image that has one.");
  }

  /** Returns the manifest or index that a name points to, with its digest verified. */
  Raw get(ImageReference image) {
    Reply reply =
        http.send(
            Call.reading("GET", image, "/manifests/" + image.manifestKey())
                .header("Accept", MediaTypes.ACCEPT_MANIFEST)
                .keepingAtMost(LIMIT),
            "reading the manifest of " + image);
    if (reply.status() != 200) {
      throw Failures.of("image " + image, image, reply);
    }
    Digest expected = image.digest().orElse(null);
    if (expected == null) {
      expected = announced(reply);
    }
    Digest digest = Digest.sha256(reply.body());
    if (expected != null && !expected.matches(expected.hasher().digest(reply.body()))) {
      throw new ImageException(
          Reason.DIGEST_MISMATCH,
          "The manifest of "
              + image
              + " does not have its digest "
              + expected
              + ": the registry, or something in between, changed it; nothing of it was used.");
    }
    return new Raw(mediaType(image, reply), reply.body(), expected == null ? digest : expected);
  }

  private static String mediaType(ImageReference image, Reply reply) {
    JsonMembers json = Json.object(reply.body(), "The manifest of " + image);
    String type = reply.header("Content-Type").replaceFirst(";.*", "").strip();
    if (!MediaTypes.isIndex(type) && !MediaTypes.isManifest(type)) {
      type = json.text("mediaType", type);
    }
    if (json.spelt("schemaVersion").equals("1")
        || type.startsWith("application/vnd.docker.distribution.manifest.v1+")) {
      throw new ImageException(
          Reason.UNSUPPORTED,
          image
              + " has a schema 1 manifest, which registries gave up in 2017: push it again with a"
              + " current tool.");
    }
    if (!MediaTypes.isIndex(type) && !MediaTypes.isManifest(type)) {
      // Some registries answer with a general type and leave the field out, which OCI allows.
      type =
          json.has("manifests")
              ? MediaTypes.OCI_INDEX
              : json.has("layers") ? MediaTypes.OCI_MANIFEST : type;
    }
    if (!MediaTypes.isIndex(type) && !MediaTypes.isManifest(type)) {
      throw new ImageException(
          Reason.UNSUPPORTED,
          image + " is not a container image but '" + Text.excerpt(type) + "'.");
    }
    return type;
  }

  /** Returns the digest that a name currently points to, or empty if it does not exist. */
  Optional<Digest> digestOf(ImageReference image) {
    Reply reply =
        http.send(
            Call.writing("HEAD", image, "/manifests/" + image.manifestKey())
                .header("Accept", MediaTypes.ACCEPT_MANIFEST),
            "looking for " + image);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    if (reply.status() != 200) {
      throw Failures.of("image " + image, image, reply);
    }
    Digest announced = announced(reply);
    return Optional.of(announced != null ? announced : get(image).digest());
  }

  /** Writes a manifest under a tag, and verifies that the registry stored it unchanged. */
  void put(ImageReference image, String mediaType, byte[] manifest) {
    Digest digest = Digest.sha256(manifest);
    String what = "writing the manifest of " + image;
    Reply reply;
    try {
      reply =
          http.send(
              Call.writing("PUT", image, "/manifests/" + image.manifestKey())
                  .header("Content-Type", mediaType)
                  .body(upload(manifest))
                  .patiently(),
              what);
    } catch (ImageException e) {
      if ((e.reason() == Reason.CONNECTION || e.reason() == Reason.TIMED_OUT)
          && isThere(image, digest)) {
        return;
      }
      throw e;
    }
    if (!reply.succeeded()) {
      throw Failures.of("place for the manifest of " + image, image, reply);
    }
    Digest announced = announced(reply);
    if (announced != null && announced.algorithm().equals("sha256") && !announced.equals(digest)) {
      throw new ImageException(
          Reason.DIGEST_MISMATCH,
          image.registry()
              + " stored "
              + announced
              + " under "
              + image
              + " where "
              + digest
              + " was sent: do not use that tag.");
    }
  }

  /** Deletes a manifest; returns whether the registry did so. */
  boolean delete(ImageReference image, Digest digest) {
    return http.send(Call.writing("DELETE", image, "/manifests/" + digest), "deleting " + image)
        .succeeded();
  }

  private boolean isThere(ImageReference image, Digest digest) {
    try {
      return digestOf(image).filter(digest::equals).isPresent();
    } catch (ImageException e) {
      return false;
    }
  }

  private static @Nullable Digest announced(Reply reply) {
    String header = reply.header("Docker-Content-Digest");
    return header.isEmpty() ? null : Digest.parse(header);
  }

  static Wire.Upload upload(byte[] bytes) {
    return new Wire.Upload() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  /** Reads a descriptor. */
  static RemoteImage.Descriptor descriptor(JsonMembers node, ImageReference image) {
    Long size = node.number("size");
    if (size == null) {
      throw new ImageException(
          Reason.REGISTRY, "The manifest of " + image + " names a blob without a size.");
    }
    List<URI> urls = new ArrayList<>();
    for (String url : node.texts("urls")) {
      try {
        urls.add(URI.create(url));
      } catch (IllegalArgumentException e) {
        throw new ImageException(
            Reason.REGISTRY,
            "The manifest of "
                + image
                + " names the malformed address '"
                + Text.excerpt(url)
                + "'.",
            e);
      }
    }
    return new RemoteImage.Descriptor(
        node.text("mediaType", ""), Digest.parse(node.text("digest", "")), size, urls);
  }
}
