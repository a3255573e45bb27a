package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Gathering;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.cli.Ahead;
import dev.mcpfly.transport.internal.cli.CommandLine;
import dev.mcpfly.transport.internal.cli.QuickCompiler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Serves one client through relay or proxy, so that everything that their start needs is loaded.
 */
final class WarmUp {
  private static final String CLIENT =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      {"jsonrpc":"2.0","id":2,"method":"tools/list"}
      {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"none","arguments":{}}}
      """;

  private static final String SESSION = "Mcp-Session-Id: ";

  /** Of the JDK's classes, those that only threads that wait for each other load. */
  private static final List<String> AT_ONCE =
      List.of(
          "java.util.concurrent.locks.AbstractQueuedSynchronizer$ExclusiveNode",
          "java.util.concurrent.locks.AbstractQueuedSynchronizer$SharedNode",
          "java.lang.ProcessEnvironment$StringKeySet",
          "java.lang.ProcessEnvironment$StringKeySet$1");

  private WarmUp() {}

  /**
   * Runs what {@code wrap} or {@code proxy} runs; both if neither is named.
   *
   * @return whether the client was served
   */
  static boolean run(List<String> commands) {
    boolean wraps = !commands.contains("proxy");
    if (wraps) {
      Ahead.load();
      startAProgram();
    }
    try (Relay relay = new Relay.Builder(Server::new).port(0).logger(line -> {}).start()) {
      boolean served = !wraps || served(relay.uri());
      // Not left to the timer, which may come after the end.
      relay.tick();
      if (wraps) {
        loadWhatCallsAtOnceNeed();
      }
      return commands.contains("wrap")
          ? served
          : StdioProxy.to(relay.uri())
              .run(
                  new ByteArrayInputStream(CLIENT.getBytes(StandardCharsets.UTF_8)),
                  OutputStream.nullOutputStream());
    }
  }

  /**
   * A client that loads nothing which a relay does not need itself: a socket, or a text with places
   * for values, would bring the JDK's proxies and locales into every relay's memory.
   */
  private static boolean served(URI uri) {
    try {
      String headers = "";
      for (String message : CLIENT.strip().split("\n", -1)) {
        String answer = post(uri, headers, message);
        if (!answer.startsWith("HTTP/1.1 20")) {
          return false;
        }
        if (headers.isEmpty()) {
          int session = answer.indexOf(SESSION);
          String line = answer.substring(session, answer.indexOf('\r', session));
          headers = line + "\nMCP-Protocol-Version: 2025-11-25\n";
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String post(URI uri, String headers, String message) throws IOException {
    String head =
        """
        POST PATH HTTP/1.1
        Host: 127.0.0.1
        Content-Type: application/json
        Accept: application/json, text/event-stream
        Connection: close
        """
            .replace("PATH", uri.getPath());
    String length = "Content-Length: " + message.length() + "\n";
    byte[] request =
        (head + length + headers + "\n" + message)
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort());
    try (SocketChannel client = SocketChannel.open(address)) {
      ByteBuffer all = ByteBuffer.wrap(request);
      while (all.hasRemaining()) {
        client.write(all);
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer some = ByteBuffer.allocate(8192);
      while (client.read(some.clear()) >= 0) {
        answer.write(some.array(), 0, some.position());
      }
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  /** What one client, whose calls come one after the other, does not show. */
  private static void loadWhatCallsAtOnceNeed() {
    Gathering.begin().end();
    for (String name : AT_ONCE) {
      try {
        Class.forName(name);
      } catch (ClassNotFoundException | LinkageError e) {
        // An inner class of this JDK: others do it in another way.
      }
    }
  }

  /** What comes before the first message: options, environment, a process. */
  private static void startAProgram() {
    CommandLine line =
        new CommandLine(List.of("--port", "0", "--", JvmFlags.ownJava().toString(), "--version"));
    RelayMain.childEnvironment(System.getenv());
    PrintStream silent = new PrintStream(OutputStream.nullOutputStream());
    new RelayMain(Map.of(), silent).relay(line).logger(text -> {}).start().close();
    QuickCompiler.useSoon();
  }

  /** Answers every request alike. */
  private static final class Server implements Child {
    private final ChildListener listener;
    private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();

    Server(ChildListener listener) {
      this.listener = listener;
    }

    @Override
    public long send(byte[] line) {
      try {
        String id = Envelope.scan(line).raw(Member.ID);
        if (id != null) {
          byte[] answer = Json.result(id, "{\"protocolVersion\":\"2025-11-25\"}");
          listener.line(answer, 0, answer.length);
        }
        return 0;
      } catch (MalformedMessageException e) {
        return -1;
      }
    }

    @Override
    public String name() {
      return "warm-up";
    }

    @Override
    public boolean isAlive() {
      return !exit.isDone();
    }

    @Override
    public void stop() {
      ChildExit how = new ChildExit(0, Duration.ZERO, List.of());
      if (exit.complete(how)) {
        listener.exited(how);
      }
    }

    @Override
    public CompletableFuture<ChildExit> onExit() {
      return exit.copy();
    }
  }
}
