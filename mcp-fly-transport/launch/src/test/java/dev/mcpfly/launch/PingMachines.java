package dev.mcpfly.launch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.MachineRuntime;
import dev.mcpfly.api.emulator.MachineSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Machines that need no process: each answers every request with an empty result, in the wrapper's
 * dialect, and at {@code /mcp} in Streamable HTTP. For tests that launch hundreds of times.
 */
final class PingMachines implements MachineRuntime {
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\"[^\"]*\"|\\d+)");

  /** How many machines run now. */
  final AtomicInteger running = new AtomicInteger();

  private volatile boolean asksForSignIn;
  private volatile boolean ignoresSignals;

  /** Sends callers without a token to sign in, as the relay does. */
  void asksForSignIn() {
    asksForSignIn = true;
  }

  /** Goes on after a signal, until the API stops the machine. */
  void ignoreSignals() {
    ignoresSignals = true;
  }

  @Override
  public EmulatedProcess start(MachineSpec spec) throws IOException {
    running.incrementAndGet();
    return new PingMachine();
  }

  private final class PingMachine implements EmulatedProcess {
    private final HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingDeque<String> answers = new LinkedBlockingDeque<>();
    private final AtomicInteger readers = new AtomicInteger();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    PingMachine() throws IOException {
      server.setExecutor(threads);
      server.createContext("/", this::handle);
      server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
      String path = exchange.getRequestURI().getPath();
      boolean known = exchange.getRequestHeaders().containsKey("Authorization");
      if (asksForSignIn && (path.equals("/readyz") || (path.equals("/mcp") && !known))) {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer resource_metadata=\"x\"");
        exchange.sendResponseHeaders(path.equals("/readyz") ? 200 : 401, -1);
        exchange.close();
        return;
      }
      if (exchange.getRequestMethod().equals("POST")) {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher id = ID.matcher(body);
        if (exchange.getRequestURI().getPath().equals("/mcp")) {
          answerNatively(exchange, id);
          return;
        }
        if (id.find()) {
          answers.add("{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{}}\n".formatted(id.group(1)));
        }
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      // A later reader takes over, as a reconnecting client does, before it can ask.
      int me = readers.incrementAndGet();
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        out.flush();
        while (!exit.isDone() && readers.get() == me) {
          String answer = answers.poll(20, TimeUnit.MILLISECONDS);
          if (answer != null && readers.get() != me) {
            answers.addFirst(answer);
          } else if (answer != null) {
            out.write(answer.getBytes(StandardCharsets.UTF_8));
            out.flush();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Streamable HTTP without sessions. */
    private static void answerNatively(HttpExchange exchange, Matcher id) throws IOException {
      if (!id.find()) {
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
        return;
      }
      byte[] answer =
          """
          {"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"2025-11-25","capabilities":{},\
          "serverInfo":{"name":"ping","version":"1"}}}\
          """
              .formatted(id.group(1))
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    }

    @Override
    public Optional<InetSocketAddress> address(int internalPort) {
      return Optional.of(server.getAddress());
    }

    @Override
    public CompletableFuture<Integer> exit() {
      return exit;
    }

    @Override
    public void stop(String signal, Duration timeout) {
      if (exit.complete(0)) {
        running.decrementAndGet();
        server.stop(0);
        threads.shutdownNow();
      }
    }

    @Override
    public void signal(String signal) {
      if (!ignoresSignals) {
        stop(signal, Duration.ZERO);
      }
    }

    @Override
    public EmulatedProcess.ExecOutput exec(List<String> command, String stdin, Duration timeout) {
      return new EmulatedProcess.ExecOutput(0, "", "");
    }

    @Override
    public List<EmulatedProcess.ProcessInfo> processes() {
      return List.of();
    }
  }
}
