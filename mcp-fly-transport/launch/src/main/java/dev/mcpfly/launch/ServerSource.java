package dev.mcpfly.launch;

import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.internal.setup.SetupLines;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What runs in the machine. */
sealed interface ServerSource {
  /** The wrapper image of the platform: node, uv and {@code flyctl mcp wrap} on port 8080. */
  String WRAPPER_IMAGE = "flyio/mcp:latest";

  /** The port on which the wrapper listens. */
  int WRAPPER_PORT = 8080;

  /** Returns what the server speaks over HTTP once it is deployed. */
  Wire wire();

  /** Returns the port inside the machine. */
  int port();

  /** Returns the path below the app's address at which clients connect. */
  String path();

  /** Returns the image that the machine runs; empty if it has to be made first. */
  String image();

  /** Returns what replaces the image's entrypoint; empty for its own. */
  default List<String> entrypoint() {
    return List.of();
  }

  /** Returns what is run in the image; empty for the image's own command. */
  List<String> command();

  /** For a name of the server. */
  String describe();

  /**
   * Returns whether what is in front of the server lets in only who shows the deployment's
   * credentials.
   */
  boolean asksForCredentials();

  /**
   * A stdio server, started by a command inside the wrapper image.
   *
   * @param server the command
   * @param setup what runs before it
   * @param port where the wrapper listens
   */
  record Wrapped(List<String> server, SetupLines setup, int port) implements ServerSource {
    @Override
    public Wire wire() {
      return Wire.WRAP;
    }

    @Override
    public String image() {
      return WRAPPER_IMAGE;
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public List<String> entrypoint() {
      return port == WRAPPER_PORT
          ? List.of()
          : List.of("/usr/bin/flyctl", "mcp", "wrap", "--port", String.valueOf(port), "--");
    }

    @Override
    public List<String> command() {
      List<String> started = References.startable(server);
      if (setup.commands().isEmpty()) {
        return started;
      }
      List<String> words = new ArrayList<>(List.of("/bin/sh", SetupLines.PLACE));
      words.addAll(started);
      return words;
    }

    @Override
    public String describe() {
      return String.join(" ", server);
    }

    @Override
    public boolean asksForCredentials() {
      return true;
    }
  }

  /**
   * A stdio server in an image that is made for it and pushed to the app's registry.
   *
   * @param plan how it is made
   * @param describe for a name of the server
   * @param events of its push
   */
  record Built(ServerImage.Plan plan, String describe, ImageEvents events) implements ServerSource {
    @Override
    public Wire wire() {
      return plan.wrapper().streamableHttp() ? Wire.STREAMABLE_HTTP : Wire.WRAP;
    }

    @Override
    public int port() {
      return plan.port();
    }

    @Override
    public String path() {
      return plan.wrapper().path();
    }

    @Override
    public String image() {
      return "";
    }

    @Override
    public List<String> command() {
      return List.of(); // the image has it
    }

    @Override
    public boolean asksForCredentials() {
      return true;
    }
  }

  /**
   * An image whose server speaks HTTP itself.
   *
   * @param image the image
   * @param command what replaces the image's own command; empty for that
   * @param wire what it speaks
   * @param port where it listens
   * @param path where clients connect
   * @param healthPath what Fly's checks ask for; null for no check
   */
  record Http(
      String image,
      List<String> command,
      Wire wire,
      int port,
      String path,
      @Nullable String healthPath)
      implements ServerSource {
    @Override
    public String describe() {
      return image;
    }

    @Override
    public boolean asksForCredentials() {
      return false;
    }
  }
}
