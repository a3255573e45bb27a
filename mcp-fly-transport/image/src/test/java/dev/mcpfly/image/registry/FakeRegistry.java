package dev.mcpfly.image.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.image.internal.MediaTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A registry in this process that behaves, or misbehaves, as a test wants. */
public final class FakeRegistry implements AutoCloseable {
  private static final Pattern PATH =
      Pattern.compile("/v2/(.+)/(manifests|blobs/uploads|blobs)/([^/]*)");

  /** How clients must show who they are. */
  public enum Auth {
    NONE,
    BASIC,
    BEARER
  }

  /** One request as it came. */
  public record Seen(
      String method, String path, String authorization, String range, long bodyBytes) {
    public String line() {
      return method + " " + path;
    }
  }

  /** A stored manifest. */
  record Stored(String type, String text) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<String, Stored> manifests = new ConcurrentHashMap<>();
  private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final AtomicInteger uploadIds = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Auth auth = Auth.NONE;
  private volatile Function<Seen, Optional<Fault>> faults = request -> Optional.empty();
  private volatile String challenge = "";

  /** What a request meets instead of service. */
  public sealed interface Fault {}

  /** A status with headers and a body. */
  public record Answer(int status, Map<String, String> headers, String body) implements Fault {}

  /** The connection breaks after so many bytes of the body, the request's or the response's. */
  public record Cut(int afterBytes) implements Fault {}

  /** Nothing more comes after so many bytes of the response's body. */
  public record Stall(int afterBytes) implements Fault {}

  /** The response's body has one bit flipped. */
  public record Flip() implements Fault {}

  public FakeRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  public ImageReference reference(String rest) {
    return ImageReference.parse(host() + "/" + rest);
  }

  public FakeRegistry auth(Auth newAuth) {
    auth = newAuth;
    return this;
  }

  /** Sends this challenge, in which %s is the host, instead of the usual one. */
  public FakeRegistry challenge(String newChallenge) {
    challenge = newChallenge;
    return this;
  }

  public FakeRegistry faults(Function<Seen, Optional<Fault>> newFaults) {
    faults = newFaults;
    return this;
  }

  /** Lets each request that matches meet a fault, but only the first so many times. */
  public FakeRegistry fault(int times, String linePattern, Fault fault) {
    AtomicInteger left = new AtomicInteger(times);
    Pattern pattern = Pattern.compile(linePattern);
    return faults(
        request ->
            pattern.matcher(request.line()).find() && left.getAndDecrement() > 0
                ? Optional.of(fault)
                : Optional.empty());
  }

  public List<Seen> seen() {
    return seen;
  }

  public List<String> lines(String method) {
    return seen.stream()
        .filter(s -> s.method().equals(method))
        .map(Seen::line)
        .collect(Collectors.toList());
  }

  public boolean hasTag(String repository, String tag) {
    return manifests.containsKey(repository + "/" + tag);
  }

  public String manifest(String repository, String key) {
    return manifests.get(repository + "/" + key).text();
  }

  public Digest putBlob(String repository, byte[] bytes) {
    Digest digest = Digest.sha256(bytes);
    blobs.put(repository + "/" + digest, bytes.clone());
    return digest;
  }

  public byte[] blob(String repository, Digest digest) {
    return blobs.get(repository + "/" + digest);
  }

  public Digest putManifest(String repository, String tag, String type, String text) {
    Digest digest = Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    manifests.put(repository + "/" + tag, new Stored(type, text));
    manifests.put(repository + "/" + digest, new Stored(type, text));
    return digest;
  }

  /**
   * Stores an image of the given layers, already compressed, whose configuration has the given
   * process.
   */
  public Digest putImage(String repository, String tag, String processJson, List<byte[]> layers) {
    return putImage(repository, tag, "amd64", processJson, layers, MediaTypes.OCI_MANIFEST);
  }

  public Digest putImage(
      String repository,
      String tag,
      String architecture,
      String processJson,
      List<byte[]> layers,
      String type) {
    boolean docker = type.equals(MediaTypes.DOCKER_MANIFEST);
    // Nothing here reads diff ids; only their number counts.
    String diffIds =
        layers.stream().map(l -> "\"" + Digest.sha256(l) + "\"").collect(Collectors.joining(","));
    byte[] config =
        ("{\"created\":\"2020-01-01T00:00:00Z\",\"architecture\":\""
                + architecture
                + "\",\"os\":\"linux\",\"config\":"
                + processJson
                + ",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                + diffIds
                + "]},\"x-kept\":7}")
            .getBytes(StandardCharsets.UTF_8);
    Digest configDigest = putBlob(repository, config);
    String list =
        layers.stream()
            .map(
                layer ->
                    "{\"mediaType\":\""
                        + (docker ? MediaTypes.DOCKER_LAYER : MediaTypes.OCI_LAYER)
                        + "\",\"digest\":\""
                        + putBlob(repository, layer)
                        + "\",\"size\":"
                        + layer.length
                        + "}")
            .collect(Collectors.joining(","));
    return putManifest(
        repository,
        tag,
        type,
        "{\"schemaVersion\":2,\"mediaType\":\""
            + type
            + "\",\"config\":{\"mediaType\":\""
            + (docker ? MediaTypes.DOCKER_CONFIG : MediaTypes.OCI_CONFIG)
            + "\",\"digest\":\""
            + configDigest
            + "\",\"size\":"
            + config.length
            + "},\"layers\":["
            + list
            + "]}");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      Seen request =
          new Seen(
              exchange.getRequestMethod(),
              path,
              header(exchange, "Authorization"),
              header(exchange, "Range"),
              header(exchange, "Content-Length").isEmpty()
                  ? 0
                  : Long.parseLong(header(exchange, "Content-Length")));
      seen.add(request);
      if (path.startsWith("/token")) {
        token(exchange);
        return;
      }
      if (!admitted(exchange)) {
        return;
      }
      Fault fault = faults.apply(request).orElse(null);
      if (fault instanceof Answer answer) {
        answer.headers().forEach(exchange.getResponseHeaders()::add);
        send(exchange, answer.status(), answer.body().getBytes(StandardCharsets.UTF_8));
        return;
      }
      serve(exchange, fault);
    }
  }

  private void token(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    boolean login = basic("user:secret").equals(header(exchange, "Authorization"));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean refresh = body.contains("refresh_token=refresh-secret");
    if (!login && !refresh && auth == Auth.BEARER) {
      send(
          exchange,
          401,
          "{\"details\":\"incorrect username or password\"}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    String scope = query == null ? body : query;
    String token = scope.contains("push") ? "pushing" : "pulling";
    send(
        exchange,
        200,
        ("{\"token\":\"" + token + "\",\"expires_in\":300}").getBytes(StandardCharsets.UTF_8));
  }

  private boolean admitted(HttpExchange exchange) throws IOException {
    String given = header(exchange, "Authorization");
    boolean writes = !List.of("GET", "HEAD").contains(exchange.getRequestMethod());
    boolean admitted =
        switch (auth) {
          case NONE -> true;
          case BASIC -> given.equals(basic("user:secret"));
          case BEARER ->
              given.equals("Bearer pushing") || (!writes && given.equals("Bearer pulling"));
        };
    if (!admitted) {
      String text =
          !challenge.isEmpty()
              ? challenge.replace("%s", host())
              : auth == Auth.BASIC
                  ? "Basic realm=\"registry, with a comma\""
                  : "Bearer realm=\"http://"
                      + host()
                      + "/token\",service=\"fake\",scope=\"repository:x:pull\"";
      exchange.getResponseHeaders().add("WWW-Authenticate", text);
      exchange.getRequestBody().readAllBytes();
      send(
          exchange,
          401,
          "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"who are you\"}]}"
              .getBytes(StandardCharsets.UTF_8));
    }
    return admitted;
  }

  private void serve(HttpExchange exchange, Fault fault) throws IOException {
    String method = exchange.getRequestMethod();
    Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
    if (!path.matches()) {
      send(exchange, 404, new byte[0]);
      return;
    }
    String repository = path.group(1);
    String key = path.group(3);
    switch (path.group(2)) {
      case "manifests" -> manifest(exchange, fault, method, repository, key);
      case "blobs" -> {
        byte[] blob = blobs.get(repository + "/" + key);
        if (blob == null) {
          send(
              exchange,
              404,
              "{\"errors\":[{\"code\":\"BLOB_UNKNOWN\"}]}".getBytes(StandardCharsets.UTF_8));
        } else {
          body(exchange, fault, blob);
        }
      }
      default -> upload(exchange, fault, method, repository, key);
    }
  }

  private void manifest(
      HttpExchange exchange, Fault fault, String method, String repository, String key)
      throws IOException {
    if (method.equals("PUT")) {
      String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Digest digest = putManifest(repository, key, header(exchange, "Content-Type"), text);
      exchange.getResponseHeaders().add("Docker-Content-Digest", digest.toString());
      send(exchange, 201, new byte[0]);
      return;
    }
    Stored stored = manifests.get(repository + "/" + key);
    if (stored == null) {
      send(
          exchange,
          404,
          "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}"
              .getBytes(StandardCharsets.UTF_8));
      return;
    }
    if (method.equals("DELETE")) {
      manifests.values().removeIf(stored::equals);
      send(exchange, 202, new byte[0]);
      return;
    }
    byte[] bytes = stored.text().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", stored.type());
    exchange.getResponseHeaders().add("Docker-Content-Digest", Digest.sha256(bytes).toString());
    body(exchange, fault, bytes);
  }

  private void body(HttpExchange exchange, Fault fault, byte[] bytes) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().add("Content-Length", String.valueOf(bytes.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    byte[] whole = bytes.clone();
    if (fault instanceof Flip) {
      whole[whole.length / 2] ^= 1;
    }
    int from = 0;
    String range = header(exchange, "Range");
    if (!range.isEmpty()) {
      from = Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes " + from + "-" + (whole.length - 1) + "/" + whole.length);
    }
    int length = whole.length - from;
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, length == 0 ? -1 : length);
    int limit =
        fault instanceof Cut cut
            ? cut.afterBytes()
            : fault instanceof Stall stall ? stall.afterBytes() : length;
    OutputStream out = exchange.getResponseBody();
    out.write(whole, from, Math.min(limit, length));
    out.flush();
    if (fault instanceof Stall) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void upload(
      HttpExchange exchange, Fault fault, String method, String repository, String id)
      throws IOException {
    String query =
        exchange.getRequestURI().getQuery() == null ? "" : exchange.getRequestURI().getQuery();
    if (method.equals("POST")) {
      Matcher mount = Pattern.compile("mount=([^&]+)&from=([^&]+)").matcher(query);
      if (mount.matches() && blobs.containsKey(mount.group(2) + "/" + mount.group(1))) {
        blobs.put(
            repository + "/" + mount.group(1), blobs.get(mount.group(2) + "/" + mount.group(1)));
        send(exchange, 201, new byte[0]);
        return;
      }
      String session = String.valueOf(uploadIds.incrementAndGet());
      uploads.put(session, new ByteArrayOutputStream());
      located(exchange, repository, session, 202);
      return;
    }
    ByteArrayOutputStream upload = uploads.get(id);
    if (upload == null) {
      send(exchange, 404, new byte[0]);
      return;
    }
    switch (method) {
      case "PATCH" -> {
        InputStream in = exchange.getRequestBody();
        if (fault instanceof Cut cut) {
          upload.writeBytes(in.readNBytes(cut.afterBytes()));
          return;
        }
        upload.writeBytes(in.readAllBytes());
        located(exchange, repository, id, 202);
      }
      case "GET" -> located(exchange, repository, id, 204);
      case "DELETE" -> {
        uploads.remove(id);
        send(exchange, 204, new byte[0]);
      }
      default -> {
        upload.writeBytes(exchange.getRequestBody().readAllBytes());
        String digest = query.replaceAll(".*digest=", "");
        if (!Digest.sha256(upload.toByteArray()).toString().equals(digest)) {
          send(
              exchange,
              400,
              "{\"errors\":[{\"code\":\"DIGEST_INVALID\"}]}".getBytes(StandardCharsets.UTF_8));
          return;
        }
        uploads.remove(id);
        blobs.put(repository + "/" + digest, upload.toByteArray());
        exchange.getResponseHeaders().add("Docker-Content-Digest", digest);
        send(exchange, 201, new byte[0]);
      }
    }
  }

  private void located(HttpExchange exchange, String repository, String session, int status)
      throws IOException {
    int size = uploads.get(session).size();
    exchange
        .getResponseHeaders()
        .add("Location", "/v2/" + repository + "/blobs/uploads/" + session + "?state=s" + size);
    exchange.getResponseHeaders().add("Range", "0-" + Math.max(0, size - 1));
    send(exchange, status, new byte[0]);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
    if (!bodiless) {
      exchange.getResponseBody().write(body);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  /** How many upload sessions are open. */
  public int openUploads() {
    return uploads.size();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
