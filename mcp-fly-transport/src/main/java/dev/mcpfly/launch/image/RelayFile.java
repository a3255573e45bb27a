package dev.mcpfly.launch.image;

import dev.mcpfly.launch.image.registry.ImageException;
import dev.mcpfly.launch.image.registry.ImageException.Reason;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The relay's jar for an image, and how a JVM runs it best in a small machine. */
final class RelayFile {
  /** A heap that leaves the machine to the server. */
  private static final String HEAP = "-XX:MaxRAMPercentage=25";

  private RelayFile() {}

  /** Returns the command that runs the jar in the image, up to and including it. */
  static List<String> javaCommand(String java, String jar) {
    List<String> command =
        new ArrayList<>(RelayJar.javaCommand(Path.of("java"), Path.of("relay.jar")));
    // Paths of the image: this computer may write its own with backslashes.
    command.set(0, java);
    command.set(command.size() - 1, jar);
    command.add(1, HEAP);
    return command;
  }

  /**
   * Reads a jar.
   *
   * @throws ImageException when it is not there
   */
  static byte[] read(Path jar) {
    try {
      return Files.readAllBytes(jar);
    } catch (IOException e) {
      throw new ImageException(
          Reason.LOCAL_FILE, "There is no readable relay jar at " + jar + ".", e);
    }
  }

  /**
   * Reads the jar that this library carries.
   *
   * @throws ImageException when it carries none
   */
  static byte[] carried() {
    try {
      return RelayJar.bytes();
    } catch (IllegalStateException e) {
      throw new ImageException(
          Reason.LOCAL_FILE,
          "This copy of the library does not carry the relay's jar: name one by relayJar(...).",
          e);
    }
  }
}
