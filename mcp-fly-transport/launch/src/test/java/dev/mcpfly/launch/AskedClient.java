package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.transport.StdioProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;

/**
 * A client of a deployed server, over the proxy that stdio clients start, which answers what the
 * server asks it, in a separate thread for each question.
 */
final class AskedClient implements AutoCloseable {
  private final OutputStream toProxy;
  private final McpConversation conversation;

  /**
   * Connects.
   *
   * @param answers returns the result for the parameters of a question, and may take its time
   */
  AskedClient(URI uri, Function<JsonObject, JsonObject> answers) throws IOException {
    Pipe in = Pipe.open();
    Pipe out = Pipe.open();
    Pipe passed = Pipe.open();
    toProxy = Channels.newOutputStream(in.sink());
    thread(
        () -> {
          try (OutputStream proxyOut = Channels.newOutputStream(out.sink())) {
            StdioProxy.to(uri).run(Channels.newInputStream(in.source()), proxyOut);
          }
        });
    thread(
        () -> {
          try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(
                          Channels.newInputStream(out.source()), StandardCharsets.UTF_8));
              OutputStream toConversation = Channels.newOutputStream(passed.sink())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              JsonObject message = JsonObject.parse(line);
              if (message.has("method") && message.has("id")) {
                thread(() -> answer(message, answers));
              } else {
                toConversation.write((line + "\n").getBytes(StandardCharsets.UTF_8));
              }
            }
          }
        });
    conversation = new McpConversation(Channels.newInputStream(passed.source()), toProxy);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void thread(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | JsonException e) {
                // The client has ended, or the conversation says that it got no answer.
              }
            },
            "asked-client");
    thread.setDaemon(true);
    thread.start();
  }

  private void answer(JsonObject question, Function<JsonObject, JsonObject> answers)
      throws IOException {
    JsonObject result = answers.apply(question.object("params"));
    JsonObject answer =
        JsonObject.of("jsonrpc", "2.0").with("id", question.text("id")).with("result", result);
    toProxy.write((answer.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void initialize(Duration timeout) throws InterruptedException {
    conversation.request(
        "initialize",
        JsonObject.of("protocolVersion", "2025-11-25")
            .with("capabilities", JsonObject.of("elicitation", JsonObject.empty()))
            .with("clientInfo", JsonObject.of("name", "asked").with("version", "1")),
        timeout);
    conversation.notify("notifications/initialized");
  }

  /** Calls the tool that asks, and returns the whole answer. */
  JsonObject ask(String word, Duration timeout) throws InterruptedException {
    return conversation.request(
        "tools/call",
        JsonObject.of("name", "ask").with("arguments", JsonObject.of("word", word)),
        timeout);
  }

  @Override
  public void close() throws IOException {
    toProxy.close();
    conversation.close();
  }
}
