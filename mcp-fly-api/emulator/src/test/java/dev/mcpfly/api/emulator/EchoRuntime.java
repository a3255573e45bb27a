package dev.mcpfly.api.emulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Machines that answer HTTP: a request's body comes back behind the machine's id, and {@code
 * /events} is an endless stream whose second event waits until the test has seen the first.
 */
final class EchoRuntime implements MachineRuntime {
  final List<MachineSpec> boots = new CopyOnWriteArrayList<>();
  final List<Echo> machines = new CopyOnWriteArrayList<>();
  final CountDownLatch firstSeen = new CountDownLatch(1);

  @Override
  public EmulatedProcess start(MachineSpec spec) throws IOException {
    if (spec.image().equals("broken")) {
      throw new IOException("no such image");
    }
    boots.add(spec);
    spec.log().accept("hello from " + spec.machineId());
    Echo process = new Echo(spec);
    machines.add(process);
    return process;
  }

  final class Echo implements EmulatedProcess {
    final CompletableFuture<Integer> exit = new CompletableFuture<>();
    final List<String> signals = new CopyOnWriteArrayList<>();
    private final MachineSpec spec;
    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool();

    Echo(MachineSpec spec) throws IOException {
      this.spec = spec;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(workers);
      server.createContext("/", this::echo);
      server.createContext("/events", this::stream);
      server.start();
    }

    private void echo(HttpExchange exchange) throws IOException {
      try (exchange) {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String head = spec.machineId() + " " + exchange.getRequestHeaders().getFirst("Fly-Region");
        byte[] answer =
            (head + " " + new String(body, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      }
    }

    private void stream(HttpExchange exchange) throws IOException {
      try (exchange) {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write("data: first\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        if (firstSeen.await(60, TimeUnit.SECONDS)) {
          out.write("data: second\n\n".getBytes(StandardCharsets.UTF_8));
          out.flush();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public Optional<InetSocketAddress> address(int internalPort) {
      return internalPort == 8080 ? Optional.of(server.getAddress()) : Optional.empty();
    }

    @Override
    public CompletableFuture<Integer> exit() {
      return exit;
    }

    @Override
    public void stop(String signal, Duration timeout) {
      signals.add(signal + "/" + timeout);
      end(0);
    }

    /** Ends on its own. */
    void end(int code) {
      server.stop(0);
      workers.shutdownNow();
      exit.complete(code);
    }

    @Override
    public void signal(String signal) {
      signals.add(signal);
    }

    @Override
    public EmulatedProcess.ExecOutput exec(
        List<String> command, @Nullable String stdin, Duration timeout) {
      return new EmulatedProcess.ExecOutput(
          3, String.join("|", command), stdin == null ? "" : stdin);
    }

    @Override
    public List<EmulatedProcess.ProcessInfo> processes() {
      return List.of(
          new EmulatedProcess.ProcessInfo(1, "init", "/", Duration.ofMillis(250), 4096, List.of()),
          new EmulatedProcess.ProcessInfo(
              7, "server", "/app", Duration.ZERO, 8192, List.of(server.getAddress())));
    }
  }
}
