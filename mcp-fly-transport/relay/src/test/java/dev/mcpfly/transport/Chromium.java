package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real browser without a window, driven by its own debugging protocol. */
final class Chromium implements AutoCloseable {
  private final Process process;
  private final WebSocket socket;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private int last;

  /** Starts a browser the size of a phone, with an empty profile. */
  Chromium(Path profile) throws Exception {
    process =
        new ProcessBuilder(
                List.of(
                    "chromium",
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                    "--window-size=430,860",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile,
                    "about:blank"))
            .redirectErrorStream(true)
            .redirectOutput(Path.of(profile + ".log").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    for (int i = 0; i < 600 && !(Files.exists(port) && Files.size(port) > 0); i++) {
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(100);
    }
    String number = Files.readAllLines(port).get(0);
    HttpClient client = HttpClient.newHttpClient();
    String pages =
        client
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + number + "/json/list"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    String page =
        JsonMembers.elements(pages).stream()
            .filter(each -> "page".equals(JsonObject.parse(each).text("type")))
            .findFirst()
            .orElseThrow();
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(JsonObject.parse(page).text("webSocketDebuggerUrl")),
                new WebSocket.Listener() {
                  private final StringBuilder text = new StringBuilder();

                  @Override
                  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean end) {
                    text.append(data);
                    if (end) {
                      answers.add(text.toString());
                      text.setLength(0);
                    }
                    from.request(1);
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .join();
  }

  private JsonObject send(String method, String parameters) throws Exception {
    String id = Integer.toString(++last);
    socket
        .sendText(
            "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + parameters + "}}",
            true)
        .join();
    while (true) {
      String answer = answers.poll(60, TimeUnit.SECONDS);
      assertThat(answer).as("an answer to " + method).isNotNull();
      JsonObject read = JsonObject.parse(answer);
      if (id.equals(read.raw("id"))) {
        assertThat(read.raw("error")).isNull();
        return JsonObject.parse(String.valueOf(read.raw("result")));
      }
    }
  }

  void open(String url) throws Exception {
    send("Page.navigate", "\"url\":" + Json.quote(url));
    await("document.readyState === 'complete' && location.href !== 'about:blank'");
  }

  /** Evaluates an expression; returns its JSON. */
  String evaluate(String expression) throws Exception {
    JsonObject result =
        send(
            "Runtime.evaluate",
            "\"returnByValue\":true,\"userGesture\":true,\"expression\":" + Json.quote(expression));
    return String.valueOf(JsonObject.parse(String.valueOf(result.raw("result"))).raw("value"));
  }

  /** Waits until an expression is true. */
  void await(String expression) throws Exception {
    for (int i = 0; i < 300 && !evaluate(expression).equals("true"); i++) {
      Thread.sleep(100);
    }
    assertThat(evaluate(expression))
        .as(expression + " in " + evaluate("location.href"))
        .isEqualTo("true");
  }

  void screenshot(Path to) throws Exception {
    String data = send("Page.captureScreenshot", "\"format\":\"png\"").text("data");
    Files.write(to, Base64.getDecoder().decode(data));
  }

  @Override
  public void close() {
    socket.abort();
    process.destroyForcibly();
  }
}
