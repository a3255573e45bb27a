package dev.mcpfly.transport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Our relay, as it can be started, and its peers, as far as they are installed. */
final class Targets {
  private static final String FLAGS =
      "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms16m -Xmn8m -XX:-UsePerfData"
          + " -XX:StringTableSize=4096 -Djdk.reflect.useNativeAccessorOnly=true"
          + " -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=error:stderr";

  /** What does one hop of HTTP, and nothing else. */
  static final String FLOOR = "floor (Go)";

  private final Path jar;
  private final Path peers;
  private final List<String> server;
  private final Map<String, Target> all = new LinkedHashMap<>();

  /**
   * Knows the targets.
   *
   * @param jar the relay's
   * @param echo the server behind every relay
   * @param peers a folder with {@code node_modules}, and perhaps {@code py} and {@code rust}
   */
  Targets(Path jar, Path echo, Path peers) throws IOException, InterruptedException {
    this.jar = jar;
    this.peers = peers;
    server = List.of("node", echo.toString());
    all.put("direct", Target.stdio("direct", server));
    ours();
    npmPeers();
    otherPeers();
  }

  List<Target> all() {
    return List.copyOf(all.values());
  }

  private void ours() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    addOurs("ours, entry", withFlags(java, "relay.jsa", false, "wrap"));
    addOurs("ours, java -jar", List.of(java, "-jar", jar.toString()));
    String newest = System.getenv("MCP_BENCH_JAVA");
    if (newest != null) {
      addOurs("ours, newest Java", withFlags(newest, "relay-newest", true, "wrap"));
    }
    Target relay = all.get("ours, entry");
    List<String> proxy = withFlags(java, "proxy.jsa", false, "proxy");
    add(
        Target.proxy(
            "ours > ours",
            relay,
            port ->
                words(
                    proxy,
                    "proxy",
                    "--url",
                    "http://127.0.0.1:" + port + "/mcp")));
  }

  /**
   * Starts from an archive of loaded classes, or from a cache where the JVM can, as the launcher of
   * entries does after the first use (see JvmFlags, StartupArchive and StartupCache).
   */
  private List<String> withFlags(String java, String archive, boolean cache, String command)
      throws IOException, InterruptedException {
    Path file = peers.resolve(archive);
    Files.deleteIfExists(file);
    List<String> flags = new ArrayList<>(List.of(java));
    flags.addAll(List.of(FLAGS.split(" ")));
    Path list = peers.resolve(archive + ".list");
    String made = cache ? "-XX:AOTCacheOutput=" + file : "-XX:DumpLoadedClassList=" + list;
    List<String> make = words(flags, made, "-jar", jar.toString(), "warm-up", command);
    Started.start(make, Map.of(), false).process().waitFor();
    if (!cache) {
      String use = "-XX:SharedClassListFile=" + list;
      String dump = "-XX:SharedArchiveFile=" + file;
      make = words(flags, "-Xshare:dump", use, dump, "-cp", jar.toString());
      Started.start(make, Map.of(), false).process().waitFor();
    }
    if (!Files.exists(file)) {
      throw new IOException("Nothing was made by " + make);
    }
    if (cache) {
      flags.add("-Xlog:aot=off,cds=off:stderr");
    }
    flags.add((cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file);
    flags.addAll(List.of("-cp", jar.toString(), "dev.mcpfly.transport.RelayMain"));
    return flags;
  }

  private void addOurs(String name, List<String> java) {
    add(Target.http(name, "/mcp", port -> wrap(java, port)));
    add(
        Target.http(
            name + ", shared",
            "/mcp",
            port -> {
              List<String> command = wrap(java, port);
              command.addAll(command.indexOf("wrap") + 1, List.of("--policy", "shared"));
              return command;
            }));
  }

  private List<String> wrap(List<String> java, int port) {
    return words(
        java, "wrap", "--port", "" + port, "--", server.get(0), server.get(1));
  }

  private void npmPeers() {
    Path modules = peers.resolve("node_modules");
    String line = String.join(" ", server);
    IntFunction<List<String>> supergateway =
        port ->
            List.of(
                "node", modules.resolve("supergateway/dist/index.js").toString(), "--stdio", line,
                "--outputTransport", "streamableHttp", "--stateful", "--port", "" + port,
                "--logLevel", "none");
    if (Files.isDirectory(modules.resolve("supergateway"))) {
      Target relay = Target.http("supergateway", "/mcp", supergateway);
      add(relay);
      if (Files.isDirectory(modules.resolve("mcp-remote"))) {
        add(
            Target.proxy(
                    "mcp-remote > supergateway",
                    relay,
                    port ->
                        List.of(
                            "node", modules.resolve("mcp-remote/dist/proxy.js").toString(),
                            "http://127.0.0.1:" + port + "/mcp", "--allow-http", "--transport",
                            "http-only", "--silent"))
                .withEnvironment(
                    Map.of("MCP_REMOTE_CONFIG_DIR", peers.resolve("auth").toString())));
      }
    }
    if (Files.isDirectory(modules.resolve("mcp-proxy"))) {
      add(
          Target.http(
              "mcp-proxy",
              "/mcp",
              port ->
                  words(
                      List.of("node"),
                      modules.resolve("mcp-proxy/dist/bin/mcp-proxy.mjs").toString(),
                      "--port", "" + port, "--host", "127.0.0.1", "--server", "stream", "--",
                      server.get(0), server.get(1))));
    }
  }

  private void otherPeers() {
    Path rust = peers.resolve("rust/bin/mcp-proxy");
    if (Files.isExecutable(rust)) {
      add(
          Target.http("mcp-proxy (Rust)", "/", port -> List.of(rust.toString(), "-c", rust(port)))
              .withPrefix("b/"));
    }
    Path floor = peers.resolve("floor");
    if (Files.isExecutable(floor)) {
      add(
          Target.http(
              FLOOR,
              "/mcp",
              port -> List.of(floor.toString(), "" + port, server.get(0), server.get(1))));
    }
    Path python = peers.resolve("py/bin/mcp-proxy");
    if (Files.isExecutable(python)) {
      add(
          Target.http(
              "mcp-proxy (Python)",
              "/mcp",
              port ->
                  List.of(
                      python.toString(), "--port", "" + port, "--host", "127.0.0.1", "--",
                      server.get(0), server.get(1))));
    }
  }

  private String rust(int port) {
    try {
      Path file = peers.resolve("rust-" + port + ".toml");
      Files.writeString(
          file,
          """
          [proxy]
          name = "bench"
          separator = "/"
          [proxy.listen]
          host = "127.0.0.1"
          port = %d
          [[backends]]
          name = "b"
          transport = "stdio"
          command = "%s"
          args = ["%s"]
          """
              .formatted(port, server.get(0), server.get(1)));
      return file.toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void add(Target target) {
    all.put(target.name(), target);
  }

  private static List<String> words(List<String> first, String... more) {
    List<String> words = new ArrayList<>(first);
    words.addAll(List.of(more));
    return words;
  }
}
