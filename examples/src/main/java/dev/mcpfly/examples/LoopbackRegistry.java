package dev.mcpfly.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.image.registry.BlobCache;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RegistryCredentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A container registry in this process that stands for all others: it has small stand-ins for the
 * images that a relay's image is made of, and takes what is pushed. Machines of the emulator run
 * the relay and the server with this computer's Java, so nothing in the stand-ins is ever run.
 */
public final class LoopbackRegistry implements AutoCloseable {
  private static final Pattern PATH =
      Pattern.compile("/v2/(.+)/(manifests|blobs/uploads|blobs)/([^/]*)");
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final int TAR_BLOCK = 512;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
  private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
  private final AtomicInteger lastUpload = new AtomicInteger();

  private LoopbackRegistry(HttpServer server) {
    this.server = server;
  }

  /** Starts a registry at a free port of loopback. */
  public static LoopbackRegistry start() {
    try {
      LoopbackRegistry registry =
          new LoopbackRegistry(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      registry.put(
          "flyio/mcp",
          "latest",
          "{\"Entrypoint\":[\"/usr/bin/flyctl\",\"mcp\",\"wrap\",\"--\"],\"Env\":[\"PATH=/bin\"]}",
          List.of("lib64/ld-linux-x86-64.so.2", "bin/sh", "usr/bin/flyctl"));
      for (String version : List.of("21-jre", "25-jre")) {
        registry.put(
            "library/eclipse-temurin", version, "{}", List.of("opt/java/openjdk/bin/java"));
      }
      registry.server.setExecutor(registry.threads);
      registry.server.createContext("/", registry::handle);
      registry.server.start();
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns a client for which this is every registry.
   *
   * @param cache a folder for what it has read
   */
  public RegistryClient client(Path cache) {
    RegistryClient.Builder builder =
        RegistryClient.builder()
            .credentials(RegistryCredentials.anonymous())
            .cache(BlobCache.at(cache));
    for (String host : List.of("docker.io", "registry.fly.io")) {
      builder.mirror(host, "127.0.0.1:" + server.getAddress().getPort());
    }
    return builder.build();
  }

  /** Stores an image of one layer with empty programs. */
  private void put(String repository, String tag, String process, List<String> programs)
      throws IOException {
    byte[] layer = layer(programs);
    byte[] config =
        """
        {"architecture":"amd64","os":"linux","config":%s,\
        "rootfs":{"type":"layers","diff_ids":["%s"]}}"""
            .formatted(process, digest(layer))
            .getBytes(StandardCharsets.UTF_8);
    blobs.put(digest(layer), layer);
    blobs.put(digest(config), config);
    byte[] manifest =
        """
        {"schemaVersion":2,"mediaType":"%s",\
        "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},\
        "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}"""
            .formatted(MANIFEST, digest(config), config.length, digest(layer), layer.length)
            .getBytes(StandardCharsets.UTF_8);
    manifests.put(repository + "/" + tag, manifest);
    manifests.put(repository + "/" + digest(manifest), manifest);
  }

  private static byte[] layer(List<String> programs) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream tar = new GZIPOutputStream(bytes)) {
      for (String program : programs) {
        tar.write(tarHeader(program));
      }
      tar.write(new byte[2 * TAR_BLOCK]);
    }
    return bytes.toByteArray();
  }

  /** The header of an empty file that may be run, as POSIX describes it. */
  private static byte[] tarHeader(String name) {
    byte[] header = new byte[TAR_BLOCK];
    text(header, 0, name);
    text(header, 100, "0000755");
    text(header, 108, "0000000");
    text(header, 116, "0000000");
    text(header, 124, "00000000000");
    text(header, 136, "00000000000");
    text(header, 148, "        ");
    text(header, 156, "0");
    text(header, 257, "ustar");
    text(header, 263, "00");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    text(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void text(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static String digest(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
      if (!path.matches()) {
        send(exchange, 404, new byte[0]);
        return;
      }
      String key = path.group(3);
      switch (path.group(2)) {
        case "manifests" -> manifest(exchange, path.group(1), key);
        case "blobs" -> send(exchange, blobs.get(key));
        default -> upload(exchange, path.group(1), key);
      }
    }
  }

  private void manifest(HttpExchange exchange, String repository, String key) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        byte[] body = exchange.getRequestBody().readAllBytes();
        manifests.put(repository + "/" + key, body);
        manifests.put(repository + "/" + digest(body), body);
        exchange.getResponseHeaders().add("Docker-Content-Digest", digest(body));
        send(exchange, 201, new byte[0]);
      }
      case "DELETE" -> {
        byte[] known = manifests.get(repository + "/" + key);
        manifests.values().removeIf(each -> each == known);
        send(exchange, 202, new byte[0]);
      }
      default -> {
        byte[] known = manifests.get(repository + "/" + key);
        if (known != null) {
          exchange.getResponseHeaders().add("Content-Type", MANIFEST);
          exchange.getResponseHeaders().add("Docker-Content-Digest", digest(known));
        }
        send(exchange, known);
      }
    }
  }

  private void upload(HttpExchange exchange, String repository, String id) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String upload = id;
    if (exchange.getRequestMethod().equals("POST")) {
      upload = String.valueOf(lastUpload.incrementAndGet());
      uploads.put(upload, new ByteArrayOutputStream());
    }
    ByteArrayOutputStream bytes = uploads.get(upload);
    if (bytes == null) {
      send(exchange, 404, new byte[0]);
      return;
    }
    bytes.writeBytes(body);
    if (exchange.getRequestMethod().equals("PUT")) {
      blobs.put(digest(bytes.toByteArray()), bytes.toByteArray());
      uploads.remove(upload);
      exchange.getResponseHeaders().add("Docker-Content-Digest", digest(bytes.toByteArray()));
      send(exchange, 201, new byte[0]);
      return;
    }
    exchange
        .getResponseHeaders()
        .add("Location", "/v2/" + repository + "/blobs/uploads/" + upload);
    exchange.getResponseHeaders().add("Range", "0-" + Math.max(0, bytes.size() - 1));
    send(exchange, 202, new byte[0]);
  }

  private static void send(HttpExchange exchange, byte @Nullable [] body)
      throws IOException {
    if (body == null) {
      send(exchange, 404, new byte[0]);
    } else if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().add("Content-Length", String.valueOf(body.length));
      exchange.sendResponseHeaders(200, -1);
    } else {
      send(exchange, 200, body);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
