package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What an MCP client does with a stdio entry: starts exactly its command, and speaks to it. */
final class EntryProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final Path stderr;

  private EntryProcess(Process process, Path stderr) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.stderr = stderr;
  }

  /** Starts the entry's command with its variables and no other ones than {@code environment}. */
  static EntryProcess start(McpServerEntry entry, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(entry.command().orElseThrow()));
    command.addAll(entry.args());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    entry
        .env()
        .forEach(
            (name, value) -> builder.environment().put(name, value.literalValue().orElseThrow()));
    Path stderr = Files.createTempFile("entry", ".log");
    return new EntryProcess(builder.redirectError(stderr.toFile()).start(), stderr);
  }

  /** Starts the entry's command without any variable but its own: no PATH, no HOME. */
  static EntryProcess start(McpServerEntry entry) throws IOException {
    return start(entry, Map.of());
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Shakes hands and returns what the server answers to {@code tools/list}. */
  String tools() throws Exception {
    request(
        0,
        "initialize",
        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}");
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return request(1, "tools/list", "{}");
  }

  private String request(int id, String method, String params) throws Exception {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params));
    try {
      return CompletableFuture.supplyAsync(() -> answer("\"id\":" + id))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError("No answer to " + method + ": " + Files.readString(stderr), e);
    }
  }

  private String answer(String id) {
    return out.lines().filter(line -> line.contains(id)).findFirst().orElseThrow();
  }

  private void send(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(stderr);
  }
}
