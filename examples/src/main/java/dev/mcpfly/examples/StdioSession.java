package dev.mcpfly.examples;

import dev.mcpfly.config.McpServerEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An MCP client over stdio, as small as can be: it starts a command and asks it for things. */
public final class StdioSession implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long ANSWER_SECONDS = 60;

  /** The name of the thread that ends a session when the JVM ends. */
  static final String EXIT = "stdio-session-exit";

  private final Process process;
  private final Thread hook = new Thread(this::end, EXIT);
  private final Writer in;
  private final BufferedReader out;
  private int lastId;

  private StdioSession(Process process) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts the command of an entry as a client would, with exactly its variables added to this
   * process's own, and shakes hands with the server behind it.
   *
   * @param entry a stdio entry of a client's file
   * @throws UncheckedIOException if the command cannot be started
   * @throws IllegalStateException if the server does not answer
   */
  public static StdioSession start(McpServerEntry entry) {
    List<String> command = new ArrayList<>(List.of(entry.command().orElseThrow()));
    command.addAll(entry.args());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    entry
        .env()
        .forEach(
            (name, value) -> builder.environment().put(name, value.literalValue().orElseThrow()));
    try {
      StdioSession session = new StdioSession(builder.start());
      try {
        Runtime.getRuntime().addShutdownHook(session.hook);
      } catch (IllegalStateException e) {
        session.end(); // the JVM is ending
        throw e;
      }
      ObjectNode params = JSON.createObjectNode().put("protocolVersion", "2025-11-25");
      params.putObject("capabilities");
      params.putObject("clientInfo").put("name", "mcp-fly-examples").put("version", "1");
      session.request("initialize", params);
      session.send(
          JSON.createObjectNode().put("jsonrpc", "2.0").put("method", "notifications/initialized"));
      return session;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the names of the server's tools. */
  public List<String> tools() {
    List<String> names = new ArrayList<>();
    request("tools/list", JSON.createObjectNode())
        .path("tools")
        .forEach(tool -> names.add(tool.path("name").asString()));
    return names;
  }

  /**
   * Calls a tool.
   *
   * @param tool its name
   * @param arguments its arguments
   * @return the text of the result
   */
  public String call(String tool, Map<String, ?> arguments) {
    ObjectNode params = JSON.createObjectNode().put("name", tool);
    params.set("arguments", JSON.valueToTree(arguments));
    StringBuilder text = new StringBuilder();
    request("tools/call", params)
        .path("content")
        .forEach(part -> text.append(part.path("text").asString("")));
    return text.toString();
  }

  /**
   * Sends a request and waits for its answer, for a minute at most.
   *
   * @param method the MCP method
   * @param params its parameters
   * @return the result
   * @throws IllegalStateException if the server answers with an error, or not at all
   */
  public JsonNode request(String method, JsonNode params) {
    int id = ++lastId;
    ObjectNode request =
        JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", method);
    request.set("params", params);
    try {
      send(request);
      JsonNode answer =
          CompletableFuture.supplyAsync(() -> answerTo(id))
              .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
              .join();
      if (answer.has("error")) {
        throw new IllegalStateException(method + " failed: " + answer.path("error"));
      }
      return answer.path("result");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CompletionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new IllegalStateException(
            "The server did not answer %s within %d seconds.".formatted(method, ANSWER_SECONDS), e);
      }
      throw e;
    }
  }

  private JsonNode answerTo(int id) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        JsonNode message = JSON.readTree(line);
        if (message.path("id").asInt(-1) == id && !message.has("method")) {
          return message;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("The server ended before it answered.");
  }

  private void send(JsonNode message) throws IOException {
    in.write(JSON.writeValueAsString(message) + "\n");
    in.flush();
  }

  /** Closes the server's input and waits until it has ended. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook does the same.
    }
  }

  private void end() {
    try {
      in.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
