package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The relay as a program of its own, in front of a small server. */
final class RelayProgram implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  private RelayProgram(Process process) {
    this.process = process;
    this.lines = process.inputReader();
  }

  /** Starts {@code wrap} with options, and with variables on top of those of this JVM. */
  static RelayProgram wrap(Map<String, String> environment, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(RelayMain.class.getName(), "wrap", "--port", "0"));
    command.addAll(options);
    command.add("--");
    command.addAll(StdioServerMain.command());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new RelayProgram(builder.start());
  }

  /** Waits until the relay says where it can be reached. */
  URI awaitUri() throws IOException {
    String line = lines.readLine();
    while (line != null && !line.contains(" at http")) {
      line = lines.readLine();
    }
    assertThat(line).as("the line that names the address").isNotNull();
    String uri = line.substring(line.indexOf("http")).split("[ ,;]")[0];
    return URI.create(uri.replaceAll("[.]$", ""));
  }

  /** Reads what the relay prints until it ends. */
  void drain() {
    lines.lines().forEach(any -> {});
  }

  Process process() {
    return process;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    lines.close();
  }
}
