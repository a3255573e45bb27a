package dev.mcpfly.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The HTTP proxy of a company, on loopback: asks for a password, and opens TLS with a certificate
 * authority of the company. Whatever host is asked for is a server on loopback.
 */
public final class CompanyProxy implements AutoCloseable {
  /** The password, which must not come up anywhere. */
  public static final String PASSWORD = "pr0xy-passw0rd";

  private static final String LOGIN =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(("jane:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
  private static final char[] KEY_PASSWORD = "changeit".toCharArray();

  private final Map<String, Integer> hosts;
  private final boolean asksForPassword;
  private final Path authority;
  private final SSLSocketFactory tls;
  private final ServerSocket server;
  private final List<String> admitted = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream forwarded = new ByteArrayOutputStream();

  private CompanyProxy(Path folder, Map<String, Integer> hosts, boolean asksForPassword)
      throws Exception {
    this.hosts = Map.copyOf(hosts);
    this.asksForPassword = asksForPassword;
    this.authority = folder.resolve("company.pem");
    this.tls = keys(folder).getSocketFactory();
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /**
   * Starts one that asks for a password.
   *
   * @param folder gets the certificate
   * @param hosts the ports on loopback that names lead to
   */
  public static CompanyProxy withPassword(Path folder, Map<String, Integer> hosts)
      throws Exception {
    return new CompanyProxy(folder, hosts, true);
  }

  /** Starts one that lets everyone through. */
  public static CompanyProxy open(Path folder, Map<String, Integer> hosts) throws Exception {
    return new CompanyProxy(folder, hosts, false);
  }

  /** The hosts that requests were let through to, as the proxy was asked for them. */
  public List<String> admitted() {
    return admitted;
  }

  /** The hosts to which a request without the password was refused. */
  public List<String> refused() {
    return refused;
  }

  /** What clients sent through it, without TLS. */
  public String forwarded() {
    synchronized (forwarded) {
      return forwarded.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** The variables of a user of this network, who knows the password. */
  public Map<String, String> environment() {
    return environment("jane:" + PASSWORD + "@");
  }

  /** The variables of a user of this network, with no password in them. */
  public Map<String, String> environmentWithoutPassword() {
    return environment("");
  }

  private Map<String, String> environment(String user) {
    String url = "http://" + user + "127.0.0.1:" + server.getLocalPort();
    return Map.of("HTTPS_PROXY", url, "HTTP_PROXY", url, "SSL_CERT_FILE", authority.toString());
  }

  /** The beginning of a command that runs a class in a JVM that may send passwords to proxies. */
  public static List<String> java(Class<?> main, String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djdk.http.auth.tunneling.disabledSchemes=",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    words.addAll(List.of(arguments));
    return words;
  }

  /**
   * Runs a class to its end as a user of this network.
   *
   * @return what it printed
   */
  public String run(Path folder, Class<?> main, String... arguments) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(java(main, arguments))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    surround(builder.environment());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().put("DOCKER_CONFIG", folder.resolve("docker").toString());
    Process process = builder.start();
    if (!process.waitFor(100, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("It does not end: " + Files.readString(output));
    }
    return Files.readString(output);
  }

  /** Changes an environment to that of a user of this network. */
  public void surround(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.toUpperCase(Locale.ROOT).endsWith("_PROXY"));
    environment.remove("NODE_EXTRA_CA_CERTS");
    environment.putAll(environment());
  }

  private SSLContext keys(Path folder) throws Exception {
    Path store = folder.resolve("company.p12");
    String names =
        "SAN=" + hosts.keySet().stream().map(h -> "dns:" + h).collect(Collectors.joining(","));
    List<String> common =
        List.of("-alias", "company", "-keystore", store.toString(), "-storepass", "changeit");
    keytool(
        folder,
        common,
        List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=company", "-ext", names));
    keytool(folder, common, List.of("-exportcert", "-rfc", "-file", authority.toString()));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, KEY_PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, KEY_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void keytool(Path folder, List<String> common, List<String> words)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(words);
    command.addAll(common);
    Path log = folder.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(Files.readString(log));
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "company-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        start(() -> serve(client));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      String[] lines = head.split("\r\n");
      String[] request = lines[0].split(" ");
      boolean tunnel = request[0].equals("CONNECT");
      URI target = URI.create(tunnel ? "https://" + request[1] : request[1]);
      OutputStream answer = client.getOutputStream();
      if (asksForPassword && !LOGIN.equals(headers(lines).get("proxy-authorization"))) {
        refused.add(target.getHost());
        answer.write(
            ascii(
                String.join(
                    "\r\n",
                    "HTTP/1.1 407 Proxy Authentication Required",
                    "Proxy-Authenticate: Basic realm=\"company\"",
                    "Content-Length: 0",
                    "Connection: close",
                    "",
                    "")));
        return;
      }
      admitted.add(target.getHost());
      try (Socket upstream =
          new Socket(InetAddress.getLoopbackAddress(), hosts.getOrDefault(target.getHost(), 0))) {
        if (tunnel) {
          answer.write(ascii("HTTP/1.1 200 Established\r\n\r\n"));
          try (SSLSocket opened = (SSLSocket) tls.createSocket(client, null, true)) {
            join(opened, upstream);
          }
        } else {
          upstream.getOutputStream().write(ascii(direct(lines, target)));
          join(client, upstream);
        }
      }
    } catch (IOException e) {
      // One side has gone.
    }
  }

  /** The request as a server is asked, once in a connection. */
  private static String direct(String[] lines, URI target) {
    List<String> kept = new ArrayList<>();
    kept.add(lines[0].replace(target.toString(), target.getRawPath()));
    for (int i = 1; i < lines.length; i++) {
      String name = lines[i].toLowerCase(Locale.ROOT);
      if (!name.startsWith("proxy-authorization:") && !name.startsWith("connection:")) {
        kept.add(lines[i]);
      }
    }
    return String.join("\r\n", kept) + "\r\nConnection: close\r\n\r\n";
  }

  private static Map<String, String> headers(String[] lines) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return headers;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void join(Socket client, Socket upstream) throws IOException {
    start(
        () -> {
          try {
            byte[] buffer = new byte[8192];
            int read;
            while ((read = client.getInputStream().read(buffer)) >= 0) {
              synchronized (forwarded) {
                forwarded.write(buffer, 0, read);
              }
              upstream.getOutputStream().write(buffer, 0, read);
            }
            upstream.shutdownOutput();
          } catch (IOException e) {
            // One side has gone.
          }
        });
    upstream.getInputStream().transferTo(client.getOutputStream());
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
