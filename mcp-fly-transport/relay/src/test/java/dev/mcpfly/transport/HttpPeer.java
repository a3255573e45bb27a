package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.JsonMembers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that says exactly what a test wants it to say. */
public final class HttpPeer {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI uri;
  private final List<String> headers = new ArrayList<>();

  public HttpPeer(URI uri, String... headers) {
    this.uri = uri;
    this.headers.addAll(List.of(headers));
  }

  /** What came back; events are the data of all events that have some. */
  public record Answer(int status, HttpResponse<String> response) {
    public String body() {
      return response.body();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    public List<String> events() {
      return body()
          .lines()
          .filter(line -> line.startsWith("data: ") && line.length() > 6)
          .map(line -> line.substring(6))
          .toList();
    }

    /** The answer itself, whether it came alone or as the last event. */
    public String last() {
      return header("Content-Type").startsWith("text/event-stream")
          ? events().get(events().size() - 1)
          : body();
    }

    /** The text of a tool's result. */
    public String text() {
      String result = JsonMembers.of(last()).get("result");
      String content = JsonMembers.of(result).get("content");
      assertThat(content).as("the content of " + last()).isNotNull();
      return JsonMembers.text(JsonMembers.of(JsonMembers.elements(content).get(0)).get("text"));
    }

    public int errorCode() {
      return Integer.parseInt(JsonMembers.of(JsonMembers.of(last()).get("error")).get("code"));
    }
  }

  public HttpPeer with(String... more) {
    HttpPeer peer = new HttpPeer(uri, headers.toArray(new String[0]));
    peer.headers.addAll(List.of(more));
    return peer;
  }

  public HttpRequest.Builder request(String... more) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60));
    List<String> all = new ArrayList<>(headers);
    all.addAll(List.of(more));
    for (int i = 0; i < all.size(); i += 2) {
      request.setHeader(all.get(i), all.get(i + 1));
    }
    return request;
  }

  private HttpRequest.Builder message(String body, String... more) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60));
    request.header("Content-Type", "application/json");
    request.header("Accept", "application/json, text/event-stream");
    List<String> all = new ArrayList<>(headers);
    all.addAll(List.of(more));
    for (int i = 0; i < all.size(); i += 2) {
      request.setHeader(all.get(i), all.get(i + 1));
    }
    return request.POST(BodyPublishers.ofString(body));
  }

  public Answer post(String body, String... more) throws IOException, InterruptedException {
    HttpResponse<String> response =
        CLIENT.send(message(body, more).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    return new Answer(response.statusCode(), response);
  }

  /** Posts on a separate connection and reads nothing; whoever closes it has left. */
  public Socket postRaw(String body) throws IOException {
    StringBuilder head = new StringBuilder("POST " + uri.getPath() + " HTTP/1.1\r\n");
    head.append("Host: localhost\r\nContent-Type: application/json\r\n");
    head.append("Accept: application/json, text/event-stream\r\n");
    for (int i = 0; i < headers.size(); i += 2) {
      head.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(bytes);
    return socket;
  }

  public CompletableFuture<Answer> postLater(String body, String... more) {
    return CLIENT
        .sendAsync(message(body, more).build(), BodyHandlers.ofString(StandardCharsets.UTF_8))
        .thenApply(response -> new Answer(response.statusCode(), response));
  }

  public Answer send(String method, String... more) throws IOException, InterruptedException {
    HttpResponse<String> response =
        CLIENT.send(
            request(more).method(method, BodyPublishers.noBody()).build(),
            BodyHandlers.ofString(StandardCharsets.UTF_8));
    return new Answer(response.statusCode(), response);
  }

  /** Opens a session and says that it is ready. */
  public HttpPeer session() throws IOException, InterruptedException {
    return session("2025-11-25");
  }

  public HttpPeer session(String version) throws IOException, InterruptedException {
    Answer answer = post(initialize(version));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    HttpPeer peer = with("Mcp-Session-Id", answer.header("Mcp-Session-Id"));
    assertThat(peer.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}").status())
        .isEqualTo(202);
    return peer;
  }

  public static String initialize(String version) {
    return "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
        + version
        + "\",\"capabilities\":{\"elicitation\":{}},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
  }

  public static String call(String id, String tool, String arguments, String... meta) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":"
        + arguments
        + (meta.length == 0 ? "" : ",\"_meta\":{" + String.join(",", meta) + "}")
        + "}}";
  }

  /**
   * Calls a tool that answers once {@link #release} is called, and returns when the server has it.
   */
  public CompletableFuture<Answer> hold(String id) throws IOException, InterruptedException {
    int before = held();
    CompletableFuture<Answer> call = postLater(call(id, "hold", "{}"));
    awaitHeld(before + 1);
    return call;
  }

  /** Waits until the server holds this many calls. */
  public void awaitHeld(int count) throws IOException, InterruptedException {
    for (int i = 0; i < 600 && held() < count; i++) {
      Thread.sleep(50);
    }
    assertThat(held()).as("calls that the server holds").isEqualTo(count);
  }

  private int held() throws IOException, InterruptedException {
    return Integer.parseInt(post(call("\"held?\"", "held", "{}")).text());
  }

  /** Answers all calls that are held. */
  public void release() throws IOException, InterruptedException {
    assertThat(post(call("\"release\"", "release", "{}")).text()).isEqualTo("all released");
  }

  /** A stream that stays open. */
  public static final class Stream implements AutoCloseable {
    private final HttpResponse<java.io.InputStream> response;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Stream(HttpResponse<java.io.InputStream> response) {
      this.response = response;
      Thread thread =
          new Thread(
              () -> {
                try (BufferedReader in =
                    new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                  String line;
                  while ((line = in.readLine()) != null) {
                    lines.add(line);
                  }
                } catch (IOException e) {
                  // The test has closed it.
                }
                lines.add("END");
              });
      thread.setDaemon(true);
      thread.start();
    }

    public int status() {
      return response.statusCode();
    }

    /** The next line that begins like this, or END. */
    public String next(String prefix) throws InterruptedException {
      while (true) {
        String line = lines.poll(30, TimeUnit.SECONDS);
        assertThat(line).as("a line that begins with " + prefix).isNotNull();
        if (line.startsWith(prefix) || line.equals("END")) {
          return line;
        }
      }
    }

    public String data() throws InterruptedException {
      String line = next("data: {");
      return line.equals("END") ? line : line.substring(6);
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }

  public Stream stream(String... more) throws IOException, InterruptedException {
    return new Stream(
        CLIENT.send(
            request(more).setHeader("Accept", "text/event-stream").GET().build(),
            BodyHandlers.ofInputStream()));
  }

  public Stream postStream(String body, String... more) throws IOException, InterruptedException {
    return new Stream(CLIENT.send(message(body, more).build(), BodyHandlers.ofInputStream()));
  }
}
