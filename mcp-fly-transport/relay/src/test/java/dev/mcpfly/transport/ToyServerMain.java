package dev.mcpfly.transport;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A small stdio MCP server of the session era, as a separate program. */
final class ToyServerMain {
  private static final Pattern TOOL = Pattern.compile("\"name\":\"([a-z]+)\"");
  private static final Pattern SIZE = Pattern.compile("\"n\":(\\d+)");

  private ToyServerMain() {}

  /** The command that starts it. */
  static List<String> command() {
    Path classes;
    try {
      classes =
          Path.of(ToyServerMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        classes.toString(),
        ToyServerMain.class.getName());
  }

  public static void main(String[] args) throws IOException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String waiting = null;
    String line;
    while ((line = in.readLine()) != null) {
      FakeMcp.Request message = new FakeMcp.Request("", "", Map.of(), line);
      String id = message.id();
      if (message.rpc().isEmpty() && waiting != null) {
        out.println(FakeMcp.result(waiting, "{\"asked\":" + line + "}"));
        waiting = null;
      } else if (message.rpc().equals("initialize")) {
        out.println(FakeMcp.initializeResult(id));
      } else if (message.rpc().equals("tools/list")) {
        out.println(
            FakeMcp.result(
                id, "{\"tools\":[{\"name\":\"text\",\"inputSchema\":{\"type\":\"object\"}}]}"));
      } else if (message.rpc().equals("tools/call")) {
        Matcher tool = TOOL.matcher(line);
        Matcher size = SIZE.matcher(line);
        int n = size.find() ? Integer.parseInt(size.group(1)) : 0;
        switch (tool.find() ? tool.group(1) : "") {
          case "secrets" -> out.println(FakeMcp.result(id, "\"" + secrets() + "\""));
          case "big" -> out.println(FakeMcp.result(id, "\"" + "x".repeat(n) + "\""));
          case "ask" -> {
            waiting = id;
            out.println(
                "{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"method\":\"elicitation/create\",\"params\":{}}");
          }
          case "progress" -> {
            for (int i = 1; i <= n; i++) {
              out.println(
                  "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":\"p\",\"progress\":"
                      + i
                      + "}}");
            }
            out.println(FakeMcp.result(id, "{}"));
          }
          case "text" ->
              out.println(
                  FakeMcp.result(
                      id,
                      "{\"content\":[{\"type\":\"text\",\"text\":\"hello\"}],\"isError\":false}"));
          case "die" -> {
            return;
          }
          default -> out.println(FakeMcp.result(id, "{\"length\":" + line.length() + "}"));
        }
      } else if (id != null && !message.rpc().isEmpty()) {
        out.println(FakeMcp.result(id, "{}"));
      }
      out.flush();
    }
  }

  /** The names of the relay's variables that got here, besides the mark of its children. */
  private static String secrets() {
    return String.join(
        ",",
        System.getenv().keySet().stream()
            .filter(name -> name.contains("MCP_FLY") || name.contains("FLY_MCP"))
            .filter(name -> !name.equals("MCP_FLY_CHILD"))
            .sorted()
            .toList());
  }
}
