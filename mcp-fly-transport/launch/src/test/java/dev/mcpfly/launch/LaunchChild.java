package dev.mcpfly.launch;

import dev.mcpfly.api.emulator.FlyEmulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@link LaunchChildMain} that runs. */
final class LaunchChild implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final List<String> seen = new ArrayList<>();

  private LaunchChild(Process process) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  static LaunchChild start(FlyEmulator emulator) throws IOException {
    return start(emulator, java());
  }

  /**
   * Starts a child that cannot write a file beyond a size: as on a full disk, the write fails when
   * part of the file is there already.
   *
   * @param blocks the size in blocks of the shell's, 512 bytes or 1024
   */
  static LaunchChild withFilesUpTo(int blocks, FlyEmulator emulator) throws IOException {
    List<String> command = new ArrayList<>(limited(blocks));
    command.addAll(java());
    return start(emulator, command);
  }

  /** The beginning of a command that limits the size of its files. */
  static List<String> limited(int blocks) {
    return List.of("/bin/sh", "-c", "ulimit -f " + blocks + " && exec \"$@\"", "sh");
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData", // which is a file
        "-cp",
        System.getProperty("java.class.path"),
        LaunchChildMain.class.getName());
  }

  private static LaunchChild start(FlyEmulator emulator, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("FLY_API_TOKEN", emulator.token());
    return new LaunchChild(builder.start());
  }

  /** Begins a launch. */
  void begin(FlyEmulator emulator, Path home, String server, List<String> clients)
      throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                emulator.uri().toString(),
                emulator.appUri(server).toString(),
                home.toString(),
                server));
    words.addAll(clients);
    in.write(String.join("\t", words) + "\n");
    in.flush();
  }

  /** Begins to write the configuration of a WireGuard peer. */
  void beginWireGuard(Path file) throws IOException {
    in.write("wireguard\t" + file + "\n");
    in.flush();
  }

  /** Waits for a line that begins in a certain way and returns the rest of it. */
  String await(String prefix) throws IOException {
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        seen.add(line);
        if (line.startsWith(prefix)) {
          return line.substring(prefix.length());
        }
      }
    } finally {
      end.cancel(false);
    }
    throw new AssertionError("No line \"" + prefix + "\" in: " + seen);
  }

  /** Kills it, and returns when it is dead. */
  void kill() {
    process.destroyForcibly();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    kill();
  }
}
