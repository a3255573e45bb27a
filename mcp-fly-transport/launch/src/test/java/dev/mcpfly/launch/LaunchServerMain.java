package dev.mcpfly.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stdio MCP server for launches. Its first argument is how it behaves: {@code ok}, {@code exits}
 * (at once, with 3 and its token on stderr), {@code silent}, {@code tells} (its token on stderr).
 * The tool {@code env} tells the names and values of its environment; the tool {@code ask} asks the
 * client (elicitation) and repeats its word when it has the answer; the tool {@code crash} ends the
 * server with 4.
 */
public final class LaunchServerMain {
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\"[^\"]*\"|\\d+)");
  private static final Pattern METHOD = Pattern.compile("\"method\"\\s*:\\s*\"([^\"]*)\"");

  private static final Pattern WORD = Pattern.compile("\"word\"\\s*:\\s*\"([\\w-]*)\"");

  private LaunchServerMain() {}

  /** Returns the command that starts it. */
  static List<String> command(String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                Path.of(
                        LaunchServerMain.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath())
                    .toString(),
                LaunchServerMain.class.getName()));
    words.addAll(List.of(arguments));
    return words;
  }

  /** Serves until standard input ends. */
  public static void main(String[] args) throws IOException {
    String mode = args.length == 0 ? "ok" : args[0];
    if (mode.equals("exits")) {
      System.err.println("cannot log in with " + System.getenv("API_TOKEN"));
      System.err.println("giving up");
      System.exit(3);
    }
    if (mode.equals("tells")) {
      System.err.println("my token is " + System.getenv("API_TOKEN"));
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Map<String, String> asking = new HashMap<>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Matcher id = ID.matcher(line);
      Matcher method = METHOD.matcher(line);
      if (line.contains("\"crash\"")) {
        System.exit(4);
      }
      Matcher word = WORD.matcher(line);
      if (line.contains("\"ask\"") && id.find() && word.find()) {
        asking.put("\"ask-" + word.group(1) + "\"", id.group(1));
        out.println(question(word.group(1)));
        continue;
      }
      id.reset();
      if (!method.find() && id.find() && asking.containsKey(id.group(1))) {
        out.println(
            "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"content\":[{\"type\":\"text\",\"text\":%s}]}}"
                .formatted(asking.remove(id.group(1)), id.group(1)));
        continue;
      }
      id.reset();
      method.reset();
      if (!mode.equals("silent") && id.find() && method.find()) {
        out.println(
            "{\"jsonrpc\":\"2.0\",\"id\":%s,%s}".formatted(id.group(1), answer(method.group(1))));
      }
    }
  }

  private static String question(String word) {
    return """
    {"jsonrpc":"2.0","id":"ask-%s","method":"elicitation/create","params":{"message":"%s",\
    "requestedSchema":{"type":"object","properties":{}}}}\
    """
        .formatted(word, System.getenv("FLY_MACHINE_ID"));
  }

  private static String answer(String method) {
    return switch (method) {
      case "initialize" ->
          "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
              + "\"serverInfo\":{\"name\":\"launch-server\",\"version\":\"1\"}}";
      case "ping" -> "\"result\":{}";
      case "tools/list" ->
          "\"result\":{\"tools\":[{\"name\":\"env\",\"inputSchema\":{\"type\":\"object\"}}]}";
      case "tools/call" ->
          "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}"
              .formatted(
                  System.getenv().entrySet().stream()
                      .map(entry -> entry.getKey() + "=" + entry.getValue())
                      .sorted()
                      .reduce("", (a, b) -> a + ";" + b)
                      .replaceAll("[\"\\\\\\p{Cntrl}]", "?"));
      default -> "\"error\":{\"code\":-32601,\"message\":\"unknown method\"}";
    };
  }
}
