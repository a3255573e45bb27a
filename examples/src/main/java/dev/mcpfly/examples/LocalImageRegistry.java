package dev.mcpfly.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.image.registry.BlobCache;
import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RegistryCredentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A registry on loopback that takes the place of Fly's and of those with the base images, for
 * launches on the emulator whose image is made first. Its base images are empty but for what their
 * look is judged by: the emulator's machines run programs of this computer. It asks for no login,
 * and ends with the script.
 */
public final class LocalImageRegistry implements AutoCloseable {
  private static final Pattern PATH =
      Pattern.compile("/v2/(.+)/(manifests|blobs|blobs/uploads)/([^/]*)");
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String LOADER = "lib64/ld-linux-x86-64.so.2";
  private static final int TAR_BLOCK = 512;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          body -> {
            Thread thread = new Thread(body, "local-registry");
            thread.setDaemon(true);
            return thread;
          });
  private final ScratchFolder cache;

  /** What is stored, by repository and digest or tag. */
  private final Map<String, byte[]> stored = new ConcurrentHashMap<>();

  private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();

  private LocalImageRegistry(HttpServer server, ScratchFolder cache) {
    this.server = server;
    this.cache = cache;
  }

  /** Starts a registry that has the base images of servers that npm and uv start. */
  public static LocalImageRegistry start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      LocalImageRegistry registry =
          new LocalImageRegistry(server, ScratchFolder.create("mcp-fly-images"));
      String wrapper =
          "{\"Entrypoint\":[\"/usr/bin/flyctl\",\"mcp\",\"wrap\",\"--\"],\"Env\":[\"PATH=/bin\"]}";
      registry.put("flyio/mcp", wrapper, LOADER, "bin/sh", "usr/bin/flyctl");
      registry.put("library/golang", "{\"Cmd\":[\"bash\"]}", LOADER);
      registry.put("library/eclipse-temurin", "{}", "opt/java/openjdk/bin/java");
      server.createContext("/", registry::handle);
      server.setExecutor(registry.threads);
      server.start();
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Adds the image of a stdio server, of Docker Hub's, GitHub's or Fly's registry.
   *
   * @param image its reference, for example {@code ghcr.io/owner/server}
   * @param command what the emulator's machines run for it: a program of this computer, and its
   *     arguments
   */
  public void server(String image, List<String> command) {
    ImageReference reference = ImageReference.parse(image);
    ObjectNode process = new JsonMapper().createObjectNode();
    process.putArray("Entrypoint").add(command.get(0));
    ArrayNode arguments = process.putArray("Cmd");
    command.subList(1, command.size()).forEach(arguments::add);
    try {
      put(reference.repository(), process.toString(), LOADER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a client that finds all registries here. */
  public RegistryClient client() {
    RegistryClient.Builder client =
        RegistryClient.builder()
            .credentials(RegistryCredentials.anonymous())
            .cache(BlobCache.at(cache.path()));
    String host = "127.0.0.1:" + server.getAddress().getPort();
    for (String each : List.of("docker.io", "ghcr.io", "registry.fly.io")) {
      client.mirror(each, host);
    }
    return client.build();
  }

  private void put(String repository, String process, String... files) throws IOException {
    byte[] layer = layer(files);
    byte[] config =
        """
        {"architecture":"amd64","os":"linux","config":%s,\
        "rootfs":{"type":"layers","diff_ids":["%s"]}}\
        """
            .formatted(process, Digest.sha256(layer))
            .getBytes(StandardCharsets.UTF_8);
    for (byte[] blob : new byte[][] {layer, config}) {
      stored.put(repository + "/" + Digest.sha256(blob), blob);
    }
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s",\
        "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},\
        "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}\
        """
            .formatted(
                MANIFEST, Digest.sha256(config), config.length, Digest.sha256(layer), layer.length);
    putManifest(repository, "latest", manifest.getBytes(StandardCharsets.UTF_8));
  }

  private String putManifest(String repository, String reference, byte[] manifest) {
    String digest = Digest.sha256(manifest).toString();
    stored.put(repository + "/" + reference, manifest);
    stored.put(repository + "/" + digest, manifest);
    return digest;
  }

  /** Makes a compressed archive of empty files that can be run. */
  private static byte[] layer(String... files) throws IOException {
    ByteArrayOutputStream layer = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(layer)) {
      for (String file : files) {
        byte[] header = new byte[TAR_BLOCK];
        field(header, 0, file);
        field(header, 100, "0000755");
        field(header, 124, "00000000000");
        field(header, 136, "00000000000");
        field(header, 148, "        "); // the checksum counts itself as blanks
        header[156] = '0';
        field(header, 257, "ustar");
        field(header, 263, "00");
        int sum = 0;
        for (byte each : header) {
          sum += each;
        }
        field(header, 148, String.format("%06o\0 ", sum));
        out.write(header);
      }
      out.write(new byte[2 * TAR_BLOCK]);
    }
    return layer.toByteArray();
  }

  private static void field(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
      if (!path.matches()) {
        exchange.sendResponseHeaders(404, -1);
      } else if (path.group(2).equals("blobs/uploads")) {
        upload(exchange, path.group(1), path.group(3));
      } else {
        serve(exchange, path.group(1), path.group(3));
      }
    }
  }

  private void serve(HttpExchange exchange, String repository, String reference)
      throws IOException {
    if (exchange.getRequestMethod().equals("PUT")) {
      String digest = putManifest(repository, reference, exchange.getRequestBody().readAllBytes());
      exchange.getResponseHeaders().add("Docker-Content-Digest", digest);
      exchange.sendResponseHeaders(201, -1);
      return;
    }
    byte[] bytes = stored.get(repository + "/" + reference);
    if (bytes == null && repository.startsWith("library/") && !reference.contains(":")) {
      bytes = stored.get(repository + "/latest"); // one version is as good as another here
    }
    if (bytes == null) {
      exchange.sendResponseHeaders(404, -1);
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      stored.remove(repository + "/" + reference);
      exchange.sendResponseHeaders(202, -1);
    } else {
      exchange.getResponseHeaders().add("Content-Type", MANIFEST);
      exchange.getResponseHeaders().add("Docker-Content-Digest", Digest.sha256(bytes).toString());
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().add("Content-Length", String.valueOf(bytes.length));
        exchange.sendResponseHeaders(200, -1);
      } else {
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private void upload(HttpExchange exchange, String repository, String id) throws IOException {
    String session = id.isEmpty() ? UUID.randomUUID().toString() : id;
    ByteArrayOutputStream upload =
        uploads.computeIfAbsent(session, each -> new ByteArrayOutputStream());
    upload.writeBytes(exchange.getRequestBody().readAllBytes());
    if (exchange.getRequestMethod().equals("PUT")) {
      uploads.remove(session);
      byte[] blob = upload.toByteArray();
      stored.put(repository + "/" + Digest.sha256(blob), blob);
      exchange.sendResponseHeaders(201, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .add("Location", "/v2/" + repository + "/blobs/uploads/" + session);
    exchange.getResponseHeaders().add("Range", "0-" + Math.max(0, upload.size() - 1));
    exchange.sendResponseHeaders(202, -1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    cache.close();
  }
}
