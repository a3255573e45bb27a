package dev.mcpfly.launch.image;

import dev.mcpfly.launch.image.registry.ImageException;
import dev.mcpfly.launch.image.registry.ImageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The relay's jar on this machine, and how a JVM runs it best in a small machine. */
final class RelayFile {
  /** The build puts the runnable jar here. */
  private static final String RESOURCE = "/dev/mcpfly/transport/mcp-fly-relay.jar";

  /** One collector thread, one compiler, and a heap that leaves the machine to the server. */
  private static final List<String> JVM_FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:MaxRAMPercentage=25");

  private RelayFile() {}

  /** Returns the command that runs the jar, up to and including it. */
  static List<String> javaCommand(String java, String jar) {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-jar", jar));
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
    try (InputStream in = RelayFile.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new ImageException(
            Reason.LOCAL_FILE,
            "This copy of the library does not carry the relay's jar: name one by relayJar(...).");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ImageException(
          Reason.LOCAL_FILE, "The relay's jar that this library carries cannot be read.", e);
    }
  }
}
