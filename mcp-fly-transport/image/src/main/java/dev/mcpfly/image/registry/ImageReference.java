package dev.mcpfly.image.registry;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image: registry, repository, and a tag or a digest or both. Short names mean what
 * Docker means by them: {@code golang} is {@code docker.io/library/golang:latest}.
 */
public final class ImageReference {
  private static final Pattern HOST =
      Pattern.compile(
          "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+])(?::[0-9]{1,5})?");
  private static final Pattern REPOSITORY =
      Pattern.compile(
          "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
  private static final String DOCKER_HUB = "docker.io";

  private final String registry;
  private final String repository;
  private final @Nullable String tag;
  private final @Nullable Digest digest;

  private ImageReference(
      String registry, String repository, @Nullable String tag, @Nullable Digest digest) {
    this.registry = registry;
    this.repository = repository;
    this.tag = tag;
    this.digest = digest;
  }

  /**
   * Parses a reference such as {@code ghcr.io/owner/name:1.2} or {@code name@sha256:…}. With
   * neither tag nor digest the tag is {@code latest}.
   *
   * @throws ImageException if the text is not an image reference
   */
  public static ImageReference parse(String text) {
    String rest = text.strip();
    Digest digest = null;
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = Digest.parse(rest.substring(at + 1));
      rest = rest.substring(0, at);
    }
    String tag = null;
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = rest.substring(colon + 1);
      rest = rest.substring(0, colon);
    }
    String registry = DOCKER_HUB;
    int slash = rest.indexOf('/');
    if (slash > 0 && namesHost(rest.substring(0, slash))) {
      registry = rest.substring(0, slash);
      rest = rest.substring(slash + 1);
    }
    if (registry.equals("index.docker.io") || registry.equals("registry-1.docker.io")) {
      registry = DOCKER_HUB;
    }
    if (registry.equals(DOCKER_HUB) && rest.indexOf('/') < 0) {
      rest = "library/" + rest;
    }
    if (!HOST.matcher(registry).matches()
        || !REPOSITORY.matcher(rest).matches()
        || rest.length() > 255
        || (tag != null && !TAG.matcher(tag).matches())) {
      throw new ImageException(
          ImageException.Reason.BAD_INPUT,
          "'"
              + Text.excerpt(text)
              + "' is not an image reference: write it as host/path/name:tag, in lower case, for"
              + " example ghcr.io/github/github-mcp-server:latest.");
    }
    return new ImageReference(
        registry, rest, tag == null && digest == null ? "latest" : tag, digest);
  }

  private static boolean namesHost(String first) {
    return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
  }

  /** Returns the registry's host, with its port if one was given. */
  public String registry() {
    return registry;
  }

  /** Returns the path inside the registry, for example {@code library/golang}. */
  public String repository() {
    return repository;
  }

  /** Returns the tag, if the reference has one. */
  public Optional<String> tag() {
    return Optional.ofNullable(tag);
  }

  /** Returns the digest, if the reference is pinned to one. */
  public Optional<Digest> digest() {
    return Optional.ofNullable(digest);
  }

  /** Returns the same repository with another tag and no digest. */
  public ImageReference withTag(String newTag) {
    return parse(registry + "/" + repository + ":" + newTag);
  }

  /** Returns the same reference pinned to a digest; the tag stays for information. */
  public ImageReference withDigest(Digest newDigest) {
    return new ImageReference(registry, repository, tag, newDigest);
  }

  /** Returns the key for requesting the manifest: the digest if there is one, otherwise the tag. */
  String manifestKey() {
    return digest != null ? digest.toString() : Objects.requireNonNull(tag);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImageReference that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /**
   * Returns the full name, {@code registry/repository:tag@digest} with the parts that are there.
   */
  @Override
  public String toString() {
    return registry
        + "/"
        + repository
        + (tag == null ? "" : ":" + tag)
        + (digest == null ? "" : "@" + digest);
  }
}
