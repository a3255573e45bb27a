package dev.mcpfly.image;

import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.PushedImage;
import dev.mcpfly.image.registry.RegistryClient;
import java.util.List;

/**
 * A plan for a server's image: complete and checked against the registries, but not yet carried
 * out. Thread-safe.
 */
public final class ImagePlan {
  private final RegistryClient client;
  private final ImageReference base;
  private final ServerImage.Wrapper wrapper;
  private final int port;
  private final ImageAssembly assembly;
  private final List<String> lines;
  private final String fingerprint;

  ImagePlan(
      RegistryClient client,
      ImageReference base,
      ServerImage.Wrapper wrapper,
      int port,
      ImageAssembly assembly,
      List<String> lines,
      String fingerprint) {
    this.client = client;
    this.base = base;
    this.wrapper = wrapper;
    this.port = port;
    this.assembly = assembly;
    this.lines = List.copyOf(lines);
    this.fingerprint = fingerprint;
  }

  /** Returns the server's image, pinned to its digest. */
  public ImageReference base() {
    return base;
  }

  /** Returns what will serve it, which determines path and protocol. */
  public ServerImage.Wrapper wrapper() {
    return wrapper;
  }

  /** Returns the port on which it will be served. */
  public int port() {
    return port;
  }

  /** Returns the image's description, to which more can be added. */
  public ImageAssembly assembly() {
    return assembly;
  }

  /** Returns the plan as readable lines. */
  public List<String> lines() {
    return lines;
  }

  /**
   * Returns a fingerprint that is the same for all plans of the same image. It is computed without
   * making the image, so a later launch can tell whether anything has changed.
   */
  public String fingerprint() {
    return fingerprint;
  }

  /** Assembles the image without pushing it. */
  public ImageAssembly.Assembled assemble() {
    return assembly.assemble(client);
  }

  /**
   * Assembles the image and pushes it; {@link PushedImage#undo} reverts that.
   *
   * @param target the tag, for example {@code registry.fly.io/my-app:mcp}
   * @throws dev.mcpfly.image.registry.ImageException if it cannot be assembled or pushed; the tag
   *     is then unchanged
   */
  public PushedImage push(ImageReference target) {
    return assemble().push(target);
  }

  /** Returns the lines. */
  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
