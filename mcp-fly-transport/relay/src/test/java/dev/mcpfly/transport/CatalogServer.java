package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.Member;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server in this JVM with tools, prompts, resources and tasks, which notes what it was asked. */
final class CatalogServer implements Child.Factory {
  final List<String> heard = new CopyOnWriteArrayList<>();

  /** Everything that was sent to it, as it came. */
  final List<String> lines = new CopyOnWriteArrayList<>();

  private final List<Running> running = new CopyOnWriteArrayList<>();
  private final boolean modern;
  private final String tools;

  CatalogServer(boolean modern, String... tools) {
    this.modern = modern;
    this.tools = elements("name", tools.length == 0 ? TOOLS : tools);
  }

  private static final String[] TOOLS = {"read_a", "read_secret", "write_a"};

  private static String elements(String key, String... names) {
    StringBuilder out = new StringBuilder("[");
    for (String name : names) {
      out.append(out.length() > 1 ? "," : "");
      out.append("{\"").append(key).append("\":").append(Json.quote(name));
      out.append(",\"inputSchema\":{\"type\":\"object\"}}");
    }
    return out.append(']').toString();
  }

  /** Whether a request for this method and name has come. */
  boolean heard(String method, String name) {
    return heard.contains(method + " " + name);
  }

  void say(String notification) {
    running.forEach(each -> each.say(notification));
  }

  @Override
  public Child start(ChildListener listener) {
    Running child = new Running(listener);
    running.add(child);
    return child;
  }

  private final class Running implements Child {
    private final ChildListener listener;
    private final ExecutorService thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "catalog-server");
              made.setDaemon(true);
              return made;
            });
    private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();
    private long tasks;

    Running(ChildListener listener) {
      this.listener = listener;
    }

    void say(String line) {
      thread.execute(
          () -> {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            listener.line(bytes, 0, bytes.length);
          });
    }

    @Override
    public long send(byte[] line) {
      if (exit.isDone()) {
        return -1;
      }
      lines.add(new String(line, StandardCharsets.UTF_8));
      Envelope message;
      try {
        message = Envelope.scan(line);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      if (message.kind() == Envelope.Kind.REQUEST) {
        String answer = answer(message);
        if (!answer.isEmpty()) {
          say("{\"jsonrpc\":\"2.0\",\"id\":" + message.raw(Member.ID) + "," + answer + "}");
        }
      } else {
        heard.add(message.method() + " ");
      }
      return 0;
    }

    private String result(String members) {
      return "\"result\":{"
          + members
          + (modern ? ",\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"public\"" : "")
          + "}";
    }

    private String answer(Envelope message) {
      String method = message.method();
      String name = message.text(Member.NAME);
      String target = name == null ? message.text(Member.URI) : name;
      heard.add(method + " " + (target == null ? "" : target));
      return switch (method) {
        case "initialize" ->
            result(
                "\"protocolVersion\":"
                    + message.raw(Member.PROTOCOL_VERSION)
                    + ",\"capabilities\":{\"tools\":{\"listChanged\":true},\"resources\":"
                    + "{\"subscribe\":true,\"listChanged\":true},\"prompts\":{}},"
                    + "\"serverInfo\":{\"name\":\"catalog\",\"version\":\"1\"}");
        case "server/discover" ->
            modern
                ? result("\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}")
                : "\"error\":{\"code\":-32601,\"message\":\"Method not found\"}";
        case "tools/list" -> list("tools", tools, message);
        case "prompts/list" -> list("prompts", elements("name", "hello", "hidden"), message);
        case "resources/list" ->
            list("resources", elements("uri", "docs://public/a", "docs://secret/b"), message);
        case "resources/templates/list" ->
            list(
                "resourceTemplates",
                elements("uriTemplate", "docs://public/{x}", "docs://secret/{x}"),
                message);
        case "tools/call" -> call(message, name);
        case "tasks/list" -> result("\"tasks\":[{\"taskId\":\"task-1\"},{\"taskId\":\"task-2\"}]");
        case "hang" -> "";
        default -> result("\"of\":" + Json.quote(method));
      };
    }

    private String list(String what, String elements, Envelope message) {
      String cursor = message.text(Member.CURSOR);
      // Each element is a page if a client asks for pages.
      if (message.raw(Member.PARAMS) == null || !message.raw(Member.PARAMS).contains("paged")) {
        return result("\"" + what + "\":" + elements);
      }
      List<String> all = dev.mcpfly.transport.internal.JsonMembers.elements(elements);
      int page = cursor == null ? 0 : Integer.parseInt(cursor);
      String next = page + 1 < all.size() ? ",\"nextCursor\":\"" + (page + 1) + "\"" : "";
      return result("\"" + what + "\":[" + all.get(page) + "]" + next);
    }

    private String call(Envelope message, String name) {
      if ("hang".equals(name)) {
        return "";
      }
      if ("fail".equals(name)) {
        return result("\"content\":[],\"isError\":true");
      }
      if (message.raw(Member.PARAMS).contains("\"task\":{")) {
        // Some servers give an id again.
        tasks = name.endsWith("_again") ? 1 : tasks + 1;
        return result("\"task\":{\"taskId\":\"task-" + tasks + "\",\"status\":\"working\"}");
      }
      return result(
          "\"content\":[{\"type\":\"text\",\"text\":" + Json.quote("called " + name) + "}]");
    }

    @Override
    public String name() {
      return "catalog";
    }

    @Override
    public boolean isAlive() {
      return !exit.isDone();
    }

    @Override
    public synchronized void stop() {
      if (thread.isShutdown()) {
        return;
      }
      thread.execute(
          () -> {
            ChildExit gone = new ChildExit(0, Duration.ZERO, List.of());
            listener.exited(gone);
            exit.complete(gone);
          });
      thread.shutdown();
    }

    @Override
    public CompletableFuture<ChildExit> onExit() {
      return exit;
    }
  }
}
