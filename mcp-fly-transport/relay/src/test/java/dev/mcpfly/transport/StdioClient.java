package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of a stdio proxy: writes lines to it and reads lines from it, within time limits. */
final class StdioClient implements AutoCloseable {
  static final int PATIENCE_SECONDS = 60;

  private final BlockingQueue<byte[]> input = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
  private final List<String> kept = new ArrayList<>();
  private final CompletableFuture<Boolean> ended;
  private int initializeId;

  StdioClient(StdioProxy proxy) {
    ended = CompletableFuture.supplyAsync(() -> proxy.run(new Input(), new Output()), this::thread);
  }

  private void thread(Runnable work) {
    Thread thread = new Thread(work, "stdio-client");
    thread.setDaemon(true);
    thread.start();
  }

  StdioClient send(String line) {
    input.add((line + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** The next line, whatever it is. */
  String next() throws InterruptedException {
    if (!kept.isEmpty()) {
      return kept.remove(0);
    }
    String line = output.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(line).as("a line within %d s", PATIENCE_SECONDS).isNotNull();
    return line;
  }

  /** The next line that holds the text; others are kept for later. */
  String next(String text) throws InterruptedException {
    List<String> others = new ArrayList<>();
    try {
      while (true) {
        String line = next();
        if (line.contains(text)) {
          return line;
        }
        others.add(line);
      }
    } finally {
      kept.addAll(0, others);
    }
  }

  /** Everything that came and was not asked for. */
  List<String> rest() {
    List<String> all = new ArrayList<>(kept);
    kept.clear();
    output.drainTo(all);
    return all;
  }

  /** Shakes hands as a client of 2025-11-25 does and returns the server's answer. */
  String initialize() throws InterruptedException {
    String id = "\"init-" + ++initializeId + "\"";
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
            + "\"capabilities\":{\"elicitation\":{}},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}");
    String answer = next(id);
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return answer;
  }

  StdioClient call(int id, String tool) {
    return send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
            + tool
            + "\",\"arguments\":{}}}");
  }

  String answer(int id) throws InterruptedException {
    return next("\"id\":" + id + ",");
  }

  /** Ends the proxy's input. */
  StdioClient end() {
    input.add(new byte[0]);
    return this;
  }

  /** Whether all requests were answered by the server, once the proxy has ended. */
  boolean awaitEnd() throws Exception {
    return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  CompletableFuture<Boolean> ended() {
    return ended;
  }

  @Override
  public void close() {
    end();
    try {
      awaitEnd();
    } catch (Exception e) {
      throw new AssertionError("The proxy did not end in order.", e);
    }
  }

  private final class Input extends InputStream {
    private byte[] now = new byte[0];
    private int at;
    private boolean atEnd;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buf, int from, int length) throws IOException {
      try {
        while (at == now.length) {
          if (atEnd) {
            return -1;
          }
          now = input.take();
          at = 0;
          atEnd = now.length == 0;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      int count = Math.min(length, now.length - at);
      System.arraycopy(now, at, buf, from, count);
      at += count;
      return count;
    }
  }

  private final class Output extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int b) {
      if (b == '\n') {
        output.add(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}
