package dev.mcpfly.launch;

import java.util.Optional;

/**
 * The server's container in a machine of others.
 *
 * @param name the container's name
 * @param port where the server is served in the machine
 * @param hostWasOneImage whether the machine ran one image before
 */
record HostedContainer(String name, int port, boolean hostWasOneImage) {
  private static final String ONE_IMAGE = "image";

  /** Reads what {@link #text} wrote; empty for a machine of the deployment's own. */
  static Optional<HostedContainer> parse(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = text.split(":", -1);
    return Optional.of(
        new HostedContainer(
            parts[0], Integer.parseInt(parts[1]), parts.length > 2 && parts[2].equals(ONE_IMAGE)));
  }

  /** Writes it as one word for a machine's metadata. */
  String text() {
    return name + ":" + port + (hostWasOneImage ? ":" + ONE_IMAGE : "");
  }
}
