package dev.mcpfly.image;

import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The relay's jar for an image, and the JVM options for a small machine. */
final class RelayFile {
  /** Start quickly, stay small, and leave most of the memory to the server. */
  private static final List<String> JVM_FLAGS =
      List.of(
          "-XX:MaxRAMPercentage=25",
          // Which counts up to 512 MB: half of such a machine by default.
          "-XX:MinRAMPercentage=25",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:MaxNewSize=16m",
          // Known from JDK 24 on.
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:+UseCompactObjectHeaders",
          "-Xshare:auto",
          "-XX:+DisplayVMOutputToStderr",
          "-Xlog:disable",
          "-Xlog:all=error:stderr");

  private RelayFile() {}

  /** Returns the command that runs the jar in the image, up to and including it. */
  static List<String> javaCommand(String java, String jar) {
    List<String> command = new ArrayList<>();
    command.add(java);
    command.addAll(JVM_FLAGS);
    command.add("-jar");
    command.add(jar);
    return command;
  }

  /**
   * Reads a jar.
   *
   * @throws ImageException if it does not exist
   */
  static byte[] read(Path jar) {
    try {
      return Files.readAllBytes(jar);
    } catch (IOException e) {
      throw new ImageException(
          Reason.LOCAL_FILE, "There is no readable relay jar at " + jar + ".", e);
    }
  }
}
