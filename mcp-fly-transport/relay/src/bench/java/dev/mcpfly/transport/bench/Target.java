package dev.mcpfly.transport.bench;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Something to measure.
 *
 * @param name in the tables
 * @param kind how it is reached
 * @param command that starts it: of the port at which it is to listen
 * @param path where it serves MCP
 * @param prefix of its tools' names
 * @param environment on top of ours
 * @param behind for a proxy: the relay behind it; null for the others
 */
record Target(
    String name,
    Kind kind,
    IntFunction<List<String>> command,
    String path,
    String prefix,
    Map<String, String> environment,
    Target behind) {
  /** How a target is reached. */
  enum Kind {
    STDIO,
    HTTP
  }

  static Target http(String name, String path, IntFunction<List<String>> command) {
    return new Target(name, Kind.HTTP, command, path, "", Map.of(), null);
  }

  static Target stdio(String name, List<String> command) {
    return new Target(name, Kind.STDIO, port -> command, "", "", Map.of(), null);
  }

  /** A stdio proxy in front of a relay, which listens at the port that the command is given. */
  static Target proxy(String name, Target behind, IntFunction<List<String>> command) {
    return new Target(name, Kind.STDIO, command, "", "", Map.of(), behind);
  }

  Target withPrefix(String tools) {
    return new Target(name, kind, command, path, tools, environment, behind);
  }

  Target withEnvironment(Map<String, String> variables) {
    return new Target(name, kind, command, path, prefix, variables, behind);
  }
}
