package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients of the TypeScript and Python SDKs in two processes, which call tools that answer at once,
 * slowly, with progress, or after a question to the client (sampling and elicitation), begin anew
 * when their session is lost, and write down what happened. Needs Node, npm, Python and what they
 * install.
 */
final class SdkClients implements AutoCloseable {
  private static final Path WORK = Path.of("target", "machines-soak").toAbsolutePath();
  private static final Path SOURCES = Path.of("src", "test", "resources", "soak").toAbsolutePath();
  private static final List<String> SDKS = List.of("ts", "py");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;
  private final int each;
  private final long seed;
  private final long hold;
  private final long pause;
  private final List<Process> running = new ArrayList<>();

  private SdkClients(Path folder, int each, long seed, long hold, long pause) {
    this.folder = folder;
    this.each = each;
    this.seed = seed;
    this.hold = hold;
    this.pause = pause;
  }

  /**
   * Installs the SDKs, once for all tests.
   *
   * @param test the name of an empty folder of the test's own
   * @param clients how many, half of them of each SDK
   * @param hold how long a client takes at most to answer a question, in milliseconds
   * @param pause how long it waits at most after each call
   */
  static SdkClients install(String test, int clients, long seed, long hold, long pause)
      throws Exception {
    Path folder = WORK.resolve(test);
    synchronized (SDKS) {
      installSdks();
    }
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
    for (String name : List.of("server.py", "clients.mjs", "clients.py")) {
      Files.copy(SOURCES.resolve(name), folder.resolve(name));
    }
    return new SdkClients(folder, clients / 2, seed, hold, pause);
  }

  private static void installSdks() throws Exception {
    Files.createDirectories(WORK);
    Files.writeString(WORK.resolve("package.json"), "{\"private\":true,\"type\":\"module\"}");
    run(
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--silent",
        "@modelcontextprotocol/sdk@1.32.2");
    if (!Files.exists(WORK.resolve("venv/bin/python"))) {
      run("python3", "-m", "venv", "venv");
    }
    run("venv/bin/python", "-m", "pip", "install", "--quiet", "mcp==2.3.0");
  }

  private static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(WORK.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** The folder of this test. */
  Path folder() {
    return folder;
  }

  /**
   * The stdio server that the clients call. A {@code python3} in the path may be a script of a
   * version manager, which takes longer than the server; without its packages Python starts twice
   * as fast.
   */
  List<String> server() {
    return List.of(
        WORK.resolve("venv/bin/python").toString(), "-S", folder.resolve("server.py").toString());
  }

  /** The file to which servers add the key of each call, which their {@code JOURNAL} must name. */
  Path journal() {
    return folder.resolve("journal");
  }

  /**
   * Starts the clients.
   *
   * @param typescript value of the header Authorization of the clients of the TypeScript SDK
   * @param python the same for those of the Python SDK
   */
  void start(String url, String typescript, String python) throws IOException {
    running.add(start("ts", url, typescript, "node", "clients.mjs"));
    running.add(start("py", url, python, "../venv/bin/python", "clients.py"));
  }

  private Process start(String sdk, String url, String authorization, String... program)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(program));
    words.addAll(List.of(url, "" + each, "" + seed, authorization, "" + hold, "" + pause));
    return new ProcessBuilder(words)
        .directory(folder.toFile())
        .redirectOutput(folder.resolve(sdk + ".jsonl").toFile())
        .redirectError(folder.resolve(sdk + ".err").toFile())
        .start();
  }

  /** Waits until every client has a session. */
  void awaitSessions() throws Exception {
    for (int i = 0; i < 1500; i++) {
      int[] open = {0};
      events(event -> open[0] += event.path("type").asString().equals("open") ? 1 : 0);
      if (open[0] >= 2 * each) {
        return;
      }
      for (Process process : running) {
        assertThat(process.isAlive()).as(() -> "clients run; they wrote " + said()).isTrue();
      }
      Thread.sleep(200);
    }
    throw new AssertionError("not all clients have a session after five minutes: " + said());
  }

  /** Has the clients end with the call that they are in. */
  void finish() throws Exception {
    Files.writeString(folder.resolve("stop"), "");
    for (Process process : running) {
      assertThat(process.waitFor(300, TimeUnit.SECONDS)).as(() -> "ends: " + said()).isTrue();
      assertThat(process.exitValue()).as(this::said).isZero();
    }
  }

  /** What the clients wrote besides events, for a person. */
  private String said() {
    StringBuilder all = new StringBuilder();
    for (String sdk : SDKS) {
      try {
        String text = Files.readString(folder.resolve(sdk + ".err"));
        all.append(sdk).append(": ").append(text, Math.max(0, text.length() - 2000), text.length());
      } catch (IOException e) {
        all.append(e);
      }
    }
    return all.toString();
  }

  /** Reads what has happened so far; a line that is being written is left out. */
  void events(Consumer<JsonNode> reader) throws IOException {
    for (String sdk : SDKS) {
      try (Stream<String> lines = Files.lines(folder.resolve(sdk + ".jsonl"))) {
        lines
            .filter(line -> line.startsWith("{") && line.endsWith("}"))
            .forEach(line -> reader.accept(JSON.readTree(line)));
      }
    }
  }

  /** How often servers carried out each call, by its key. */
  Map<String, Integer> executed() throws IOException {
    Map<String, Integer> executed = new HashMap<>();
    if (Files.exists(journal())) {
      try (Stream<String> keys = Files.lines(journal())) {
        keys.forEach(key -> executed.merge(key, 1, Integer::sum));
      }
    }
    return executed;
  }

  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
  }
}
