package dev.mcpfly.image;

import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.PushedImage;
import dev.mcpfly.image.registry.RegistryClient;
import java.util.List;

/**
 * How a server's image will be made: settled, checked against the registries, and not yet carried
 * out. Thread-safe.
 */
public final class ImagePlan {
  private final RegistryClient client;
  private final ImageReference base;
  private final Wrapper wrapper;
  private final int port;
  private final ImageAssembly assembly;
  private final List<String> lines;
  private final String fingerprint;

  ImagePlan(
      RegistryClient client,
      ImageReference base,
      Wrapper wrapper,
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

  /** Returns what will serve it, and thereby at which path and in which protocol. */
  public Wrapper wrapper() {
    return wrapper;
  }

  /** Returns the port on which it will be served. */
  public int port() {
    return port;
  }

  /** Returns the image's description, which can be added to. */
  public ImageAssembly assembly() {
    return assembly;
  }

  /** Returns the plan for people, line by line. */
  public List<String> lines() {
    return lines;
  }

  /**
   * Returns a text that is the same for every plan that makes the same image: found out without
   * making it, so that a later launch can tell whether anything has changed.
   */
  public String fingerprint() {
    return fingerprint;
  }

  /** Makes the image without pushing it. */
  public AssembledImage assemble() {
    return assembly.assemble(client);
  }

  /**
   * Makes the image and pushes it; {@link PushedImage#undo} is the way back.
   *
   * @param target the tag, for example {@code registry.fly.io/my-app:mcp}
   * @throws dev.mcpfly.image.registry.ImageException when it cannot be made or pushed; the tag is
   *     then as it was
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
