package dev.mcpfly.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What runs in the machine. */
sealed interface ServerSource {
  /** The wrapper image of the platform: node, uv and {@code flyctl mcp wrap} on port 8080. */
  String WRAPPER_IMAGE = "flyio/mcp:latest";

  /** The port on which the wrapper listens. */
  int WRAPPER_PORT = 8080;

  /** What the server speaks over HTTP once it is deployed. */
  Wire wire();

  /** The port inside the machine. */
  int port();

  /** The path below the app's address at which clients connect. */
  String path();

  /** The image that the machine runs. */
  String image();

  /** What is run in the image; empty for what the image runs by itself. */
  List<String> command();

  /** For a name of the server. */
  String describe();

  /** A stdio server, started by a command inside the wrapper image. */
  record Wrapped(List<String> command) implements ServerSource {
    @Override
    public Wire wire() {
      return Wire.WRAP;
    }

    @Override
    public String image() {
      return WRAPPER_IMAGE;
    }

    @Override
    public int port() {
      return WRAPPER_PORT;
    }

    @Override
    public String path() {
      return "/";
    }

    @Override
    public String describe() {
      return String.join(" ", command);
    }
  }

  /** An image whose server speaks HTTP by itself. */
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
  }
}
