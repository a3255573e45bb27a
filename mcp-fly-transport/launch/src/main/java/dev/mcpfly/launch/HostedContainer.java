package dev.mcpfly.launch;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server's container in an existing machine.
 *
 * @param name the container's name
 * @param port where the server is served in the machine
 * @param hostWasOneImage whether the machine ran one image before
 */
record HostedContainer(String name, int port, boolean hostWasOneImage) {
  /** The name of the server's container in a machine of its own. */
  static final String OWN = "mcp";

  private static final String ONE_IMAGE = "image";
  private static final Pattern TEXT = Pattern.compile("([^:]+):([0-9]{1,5})(:" + ONE_IMAGE + ")?");
  private static final int MAX_NAME_LENGTH = 60;

  /** Names the server's container, apart from those of others. */
  static String nameOf(String server) {
    String name = "mcp-" + server.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH));
    return cut.replaceAll("-+$", "");
  }

  /** Names a secret of the server in an app that has secrets of its own. */
  static String secretName(String server, String variable) {
    return "MCP_%s_%s"
        .formatted(server.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_"), variable);
  }

  /** Reads what {@link #text} wrote; null for what this version does not know. */
  static @Nullable HostedContainer parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? new HostedContainer(
            matcher.group(1), Integer.parseInt(matcher.group(2)), matcher.group(3) != null)
        : null;
  }

  /** Writes it as one word for a machine's metadata. */
  String text() {
    return name + ":" + port + (hostWasOneImage ? ":" + ONE_IMAGE : "");
  }
}
