package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.Member;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A stdio MCP server that does on demand what servers do wrong. Runs as a separate process; {@link
 * #command} says how. With {@code modern} as argument it speaks the stateless revision; with {@code
 * ids-as-strings}, {@code ids-as-numbers} or {@code ids-as-decimals} it spells ids anew.
 */
public final class StdioServerMain {
  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
  private final List<String> cancelled = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private final List<String> listening = new ArrayList<>();
  private final Map<String, Integer> tallies = new HashMap<>();
  private final List<String> held = new ArrayList<>();
  private final boolean modern;
  private final String ids;
  private final String declared;
  private String waiting = "";
  private String filter = "";

  private StdioServerMain(boolean modern, String ids, String declared) {
    this.declared = declared;
    this.modern = modern;
    this.ids = ids;
  }

  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            place(StdioServerMain.class) + java.io.File.pathSeparator + place(Envelope.class),
            StdioServerMain.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  public static void main(String[] arguments) throws Exception {
    StdioServerMain server =
        new StdioServerMain(
            List.of(arguments).contains("modern"),
            Arrays.stream(arguments).filter(each -> each.startsWith("ids-")).findAny().orElse(""),
            List.of(arguments).contains("subscribes")
                ? "\"resources\":{\"subscribe\":true},"
                : List.of(arguments).contains("tasks") ? "\"tasks\":{}," : "");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = in.readLine()) != null) {
      Envelope message = Envelope.scan(line.getBytes(StandardCharsets.UTF_8));
      server.handle(message);
    }
    if (List.of(arguments).contains("stubborn")) {
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  private synchronized void say(String line) {
    out.println(line);
    out.flush();
  }

  private void result(String id, String text) {
    say(Json2.result(id, text, modern));
  }

  private String spelled(String raw) {
    boolean number = raw != null && raw.matches("-?[0-9]+");
    boolean digits = raw != null && raw.matches("\"-?[0-9]+\"");
    return switch (ids) {
      case "ids-as-strings" -> number ? '"' + raw + '"' : raw;
      case "ids-as-numbers" -> digits ? raw.substring(1, raw.length() - 1) : raw;
      case "ids-as-decimals" -> number ? raw + ".0" : raw;
      default -> raw;
    };
  }

  private void handle(Envelope message) throws Exception {
    String id = spelled(message.raw(Member.ID));
    String method = message.method();
    if (method == null) {
      result(waiting, message.raw(Member.RESULT) == null ? "error" : message.raw(Member.RESULT));
      return;
    }
    if (!method.equals("tools/call")) {
      seen.add(method);
    }
    switch (method) {
      case "initialize" ->
          say(
              "{\"jsonrpc\":\"2.0\",\"id\":"
                  + id
                  + ",\"result\":{\"protocolVersion\":"
                  + message.raw(Member.PROTOCOL_VERSION)
                  + ",\"capabilities\":{"
                  + declared
                  + "\"tools\":{\"listChanged\":true},\"logging\":{},\"x\":{\"y\":1}},"
                  + "\"serverInfo\":{\"name\":\"test\",\"version\":\"1\"}}}");
      case "server/discover" -> {
        if (modern) {
          say(
              "{\"jsonrpc\":\"2.0\",\"id\":"
                  + id
                  + ",\"result\":{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                  + "\"capabilities\":{\"tools\":{}},\"ttlMs\":0,\"cacheScope\":\"private\"}}");
        } else {
          unknown(id, method);
        }
      }
      case "subscriptions/listen" -> {
        listening.add(id);
        filter = message.raw(Member.NOTIFICATIONS);
        say(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":"
                + "{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":"
                + id
                + "},\"notifications\":{\"toolsListChanged\":true}}}");
      }
      case "tools/list" ->
          say(
              "{\"jsonrpc\":\"2.0\",\"id\":"
                  + id
                  + ",\"result\":{\"tools\":[{\"name\":\"routed\",\"inputSchema\":{\"type\":\"object\","
                  + "\"properties\":{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"},"
                  + "\"deep\":{\"type\":\"object\",\"properties\":{\"count\":{\"type\":\"integer\","
                  + "\"x-mcp-header\":\"Count\"}}}}}},{\"name\":\"echo\",\"inputSchema\":{}},"
                  + "{\"name\":\"seen\",\"inputSchema\":{}},{\"name\":\"sleep\",\"inputSchema\":{}},"
                  + "{\"name\":\"hold\",\"inputSchema\":{}},{\"name\":\"held\",\"inputSchema\":{}},"
                  + "{\"name\":\"cancelled\",\"inputSchema\":{}}]}}");
      case "tools/call" -> tool(id, message);
      case "tasks/get" ->
          say(
              "{\"jsonrpc\":\"2.0\",\"id\":"
                  + id
                  + ",\"result\":{\"resultType\":\"complete\",\"taskId\":"
                  + message.raw(Member.TASK_ID)
                  + "}}");
      case "notifications/cancelled" -> cancelled.add(message.raw(Member.REQUEST_ID));
      case "ping", "logging/setLevel" ->
          say("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
      case "vendor/custom" ->
          say("{\"id\":" + id + ",\"vendor\":[1],\"result\":" + message.raw(Member.PARAMS) + "}");
      default -> {
        if (id != null) {
          unknown(id, method);
        }
      }
    }
  }

  private void unknown(String id, String method) {
    say(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"error\":{\"code\":-32601,\"message\":\"Method not found\",\"data\":"
            + Json.quote(method)
            + "}}");
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tool(String id, Envelope call) throws Exception {
    Map<String, String> arguments = JsonMembers.of(call.raw(Member.ARGUMENTS));
    String token = spelled(call.raw(Member.META_PROGRESS_TOKEN));
    switch (String.valueOf(call.text(Member.NAME))) {
      case "echo", "routed" -> result(id, String.valueOf(call.raw(Member.ARGUMENTS)));
      case "size" -> result(id, "" + JsonMembers.text(arguments.get("text")).length());
      case "blob" -> result(id, "x".repeat(Integer.parseInt(arguments.get("size"))));
      case "pid" -> result(id, "" + ProcessHandle.current().pid());
      case "seen" -> result(id, String.join(",", seen));
      case "cancelled" -> result(id, String.join(",", cancelled));
      case "environment" ->
          result(id, System.getenv("FIXTURE_VARIABLE") + " " + System.getenv("HOME"));
      case "progress" -> {
        int count = Integer.parseInt(arguments.get("count"));
        new Thread(
                () -> {
                  for (int i = 1; i <= count; i++) {
                    say(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{"
                            + "\"progressToken\":"
                            + token
                            + ",\"progress\":"
                            + i
                            + "}}");
                  }
                  result(id, "done");
                })
            .start();
      }
      case "sleep" -> {
        long millis = Long.parseLong(arguments.get("millis"));
        new Thread(
                () -> {
                  pause(millis);
                  result(id, "slept");
                })
            .start();
      }
      case "tally" -> {
        int count = tallies.merge(String.valueOf(arguments.get("key")), 1, Integer::sum);
        long millis = Long.parseLong(arguments.getOrDefault("millis", "0"));
        new Thread(
                () -> {
                  pause(millis);
                  result(id, "" + count);
                })
            .start();
      }
      case "task" ->
          say(
              "{\"jsonrpc\":\"2.0\",\"id\":"
                  + id
                  + ",\"result\":{\"resultType\":\"task\",\"taskId\":\"t-9\",\"ttlMs\":1000}}");
      case "hold" -> held.add(id);
      case "held" -> result(id, "" + held.size());
      case "release" -> {
        held.forEach(waitingCall -> result(waitingCall, "released"));
        held.clear();
        result(id, "all released");
      }
      case "ask" -> {
        waiting = id;
        say(
            "{\"jsonrpc\":\"2.0\",\"id\":\"q-1\",\"method\":\"elicitation/create\",\"params\":"
                + "{\"message\":\"name?\"}}");
      }
      case "log" -> {
        say(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\","
                + "\"data\":"
                + arguments.get("data")
                + "}}");
        result(id, "logged");
      }
      case "changed" -> {
        if (modern) {
          for (String listener : listening) {
            say(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\",\"params\":"
                    + "{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":"
                    + listener
                    + "}}}");
          }
        } else {
          say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
        }
        result(id, "sent");
      }
      case "raw" ->
          say(
              JsonMembers.text(arguments.get("line"))
                  .replace("$ID", id)
                  .replace("$LISTENER", String.join("", listening)));
      case "state" -> result(id, String.valueOf(call.raw(Member.REQUEST_STATE)));
      case "filter" -> result(id, filter);
      case "answer-nobody" -> {
        result("\"nobody\"", "?");
        result(id, "answered");
      }
      case "noise" -> {
        say("this is no message\n\n{\"half\":\n[1]\n\u0000\u0001");
        result(id, "noisy");
      }
      case "crash" -> {
        System.err.println("about to crash");
        System.exit(3);
      }
      default -> {}
    }
  }

  /** Text results. */
  private static final class Json2 {
    static String result(String id, String text, boolean modern) {
      return "{\"jsonrpc\":\"2.0\",\"id\":"
          + id
          + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":"
          + quote(text)
          + "}]"
          + (modern ? ",\"resultType\":\"complete\"" : "")
          + "}}";
    }

    /** Leaves everything beyond ASCII as it is. */
    static String quote(String text) {
      return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
  }
}
