package consumer;

import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.ImageReference;

/** Uses the artifact as an independent program would. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Paths.holdOnly(
        "mcp-fly-image", "jackson-core", "jspecify");
    System.out.println(ImageReference.parse("node:22") + " " + ServerImage.of("node:22"));
  }
}
