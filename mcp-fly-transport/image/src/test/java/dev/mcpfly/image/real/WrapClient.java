package dev.mcpfly.image.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * A small MCP client that speaks the dialect of flyctl's wrap: messages go by POST, replies come
 * from one GET.
 */
final class WrapClient {
  private WrapClient() {}

  /** Shakes hands and calls the tool "whoami". */
  static String call(int port, String token) throws IOException {
    HttpClient http = HttpClient.newHttpClient();
    URI uri = URI.create("http://127.0.0.1:" + port + "/");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token);
    try {
      int stranger =
          http.send(
                  HttpRequest.newBuilder(uri).GET().build(), HttpResponse.BodyHandlers.discarding())
              .statusCode();
      if (stranger != 401) {
        throw new AssertionError("A stranger got " + stranger);
      }
      CompletableFuture<HttpResponse<java.io.InputStream>> replies =
          http.sendAsync(request.copy().GET().build(), HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  replies.get(30, TimeUnit.SECONDS).body(), StandardCharsets.UTF_8))) {
        post(
            http,
            request,
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
        lines.readLine();
        post(http, request, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        post(
            http,
            request,
            "{\"jsonrpc\":\"2.0\",\"id\":\"two\",\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}}");
        return JsonMapper.shared()
            .readTree(lines.readLine())
            .path("result")
            .path("content")
            .path(0)
            .path("text")
            .asString();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IOException(e);
    }
  }

  private static void post(HttpClient http, HttpRequest.Builder request, String message)
      throws IOException, InterruptedException {
    int status =
        http.send(
                request.copy().POST(HttpRequest.BodyPublishers.ofString(message)).build(),
                HttpResponse.BodyHandlers.discarding())
            .statusCode();
    if (status != 202) {
      throw new AssertionError("The wrap answered " + status);
    }
  }
}
