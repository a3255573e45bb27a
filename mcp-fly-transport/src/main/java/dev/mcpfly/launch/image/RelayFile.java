package dev.mcpfly.launch.image;

import dev.mcpfly.launch.image.registry.ImageException;
import dev.mcpfly.launch.image.registry.ImageException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The relay's jar on this machine, and how a JVM runs it best in a small machine. */
final class RelayFile {
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

  static Path of(Optional<Path> given) {
    Path jar =
        given.orElseThrow(
            () ->
                new ImageException(
                    Reason.BAD_INPUT, "The relay needs its jar: set relayJar(...)."));
    if (!Files.isRegularFile(jar)) {
      throw new ImageException(Reason.LOCAL_FILE, "There is no relay jar at " + jar + ".");
    }
    return jar;
  }
}
