package dev.mcpfly.examples;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The programs that the scripts launch. */
public final class Programs {
  private Programs() {}

  /**
   * Returns whether a program is on the PATH.
   *
   * @param name its name, such as {@code npx}
   */
  public static boolean onPath(String name) {
    // By name, as Windows spells it Path.
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    boolean windows = File.separatorChar == '\\';
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .flatMap(
            folder ->
                windows
                    ? Stream.of(Path.of(folder, name + ".cmd"), Path.of(folder, name + ".exe"))
                    : Stream.of(Path.of(folder, name)))
        .anyMatch(Files::isExecutable);
  }

  /**
   * Returns the command of a small MCP server in Java.
   *
   * @param arguments the file that is to keep its notes, or nothing
   */
  public static List<String> noteServer(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NoteServerMain.class.getName()));
    command.addAll(List.of(arguments));
    return List.copyOf(command);
  }
}
