package dev.mcpfly.transport.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Clients that come one after another, do a bit of everything, and leave in three ways: with a
 * DELETE, with a server process that has ended, and without a word.
 */
final class Visitor implements AutoCloseable {
  private final URI uri;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http =
      HttpClient.newBuilder().executor(threads).version(HttpClient.Version.HTTP_1_1).build();
  private String session = "";
  private int id;

  Visitor(int port) {
    uri = URI.create("http://127.0.0.1:" + port + "/mcp");
  }

  void visit(long number) throws IOException, InterruptedException {
    session = "";
    session =
        post(Messages.request(++id, "initialize", Messages.INITIALIZE))
            .headers()
            .firstValue("mcp-session-id")
            .orElseThrow();
    post(Messages.INITIALIZED);
    // A stream for messages of the server, which stays open meanwhile.
    try (InputStream stream =
        http.send(request().GET().build(), BodyHandlers.ofInputStream()).body()) {
      expect("\"hello\"", post(call(Messages.echo("echo", "hello"))));
      expect(
          "notifications/progress",
          post(call("{\"name\":\"steps\",\"arguments\":{\"count\":20},\"_meta\":{\"progressToken\":1}}")));
      expect("xxxx", post(call(Messages.blob("blob", 1 << 20))));
      cancelled();
      abandoned();
      expect("\"still\"", post(call(Messages.echo("echo", "still"))));
    }
    switch ((int) (number % 3)) {
      case 0 -> http.send(request().DELETE().build(), BodyHandlers.discarding());
      case 1 -> ignoringErrors(http.sendAsync(message(call("{\"name\":\"exit\"}")), BodyHandlers.ofString()));
      default -> {}
    }
  }

  /** A call that the client takes back, as the specification asks. */
  private void cancelled() throws IOException, InterruptedException {
    CompletableFuture<?> call = waiting();
    // It comes by another connection, and must not overtake the call.
    Thread.sleep(100);
    post(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":%d}}"
            .formatted(id));
    Thread.sleep(100);
    call.cancel(true);
  }

  /** A call whose client goes away. */
  private void abandoned() throws InterruptedException {
    CompletableFuture<?> call = waiting();
    Thread.sleep(100);
    call.cancel(true);
  }

  private CompletableFuture<?> waiting() {
    return http.sendAsync(message(call("{\"name\":\"wait\"}")), BodyHandlers.ofString());
  }

  private static void ignoringErrors(CompletableFuture<?> future) {
    future.handle((value, error) -> value).join();
  }

  private String call(String params) {
    return Messages.request(++id, "tools/call", params);
  }

  private static void expect(String part, HttpResponse<String> answer) throws EOFException {
    if (!answer.body().contains(part)) {
      String text = answer.body();
      throw new EOFException(
          "No " + part + ": " + answer.statusCode() + " " + text.substring(0, Math.min(200, text.length())));
    }
  }

  private HttpResponse<String> post(String message) throws IOException, InterruptedException {
    return http.send(message(message), BodyHandlers.ofString());
  }

  private HttpRequest message(String message) {
    return request().POST(BodyPublishers.ofString(message)).build();
  }

  private HttpRequest.Builder request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream");
    return session.isEmpty()
        ? request
        : request
            .header("Mcp-Session-Id", session)
            .header("MCP-Protocol-Version", Messages.LEGACY);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
