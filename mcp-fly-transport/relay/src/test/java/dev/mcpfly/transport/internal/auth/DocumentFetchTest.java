package dev.mcpfly.transport.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Documents over real TLS, from this machine. */
@Timeout(60)
class DocumentFetchTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path directory;
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);
  private HttpsServer server;
  private DocumentFetch fetch;

  @BeforeEach
  void start() throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "a",
                "-dname",
                "CN=client.example",
                "-ext",
                "san=dns:client.example",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-validity",
                "2")
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, null);
    known.setCertificateEntry("a", keys.getCertificate("a"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(known);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    fetch = new DocumentFetch(context.getSocketFactory());
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          String path = exchange.getRequestURI().getPath();
          if (path.equals("/slow")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
              never.await();
            } catch (InterruptedException e) {
              exchange.close();
            }
            return;
          }
          int length = path.equals("/long") ? 1 << 20 : 7;
          exchange.getResponseHeaders().set("Cache-Control", "max-age=77");
          exchange.getResponseHeaders().set("Location", "/other");
          exchange.sendResponseHeaders(
              path.equals("/moved") ? 302 : 200, path.equals("/chunks") ? 0 : length);
          try (var out = exchange.getResponseBody()) {
            out.write(
                length == 7 ? "{\"a\":1}".getBytes(StandardCharsets.US_ASCII) : new byte[length]);
          } catch (IOException e) {
            // The reader has seen enough.
          }
        });
    server.setExecutor(java.util.concurrent.Executors.newCachedThreadPool());
    server.start();
  }

  @AfterEach
  void stop() {
    never.countDown();
    server.stop(0);
  }

  private DocumentFetch.Document get(String host, String path) throws IOException {
    // The name is never looked up: the address is given.
    return fetch.get(
        URI.create("https://" + host + ":" + server.getAddress().getPort() + path),
        InetAddress.getLoopbackAddress(),
        2000);
  }

  @Test
  void fetchesADocumentFromTheGivenAddressRegardlessOfDns() throws Exception {
    for (String path : new String[] {"/m", "/chunks"}) {
      DocumentFetch.Document document = get("client.example", path);
      assertThat(document.status()).isEqualTo(200);
      assertThat(document.maxAge()).isEqualTo(77);
      assertThat(new String(document.body(), StandardCharsets.US_ASCII)).isEqualTo("{\"a\":1}");
    }
  }

  @Test
  void requiresACertificateForTheName() {
    assertThatThrownBy(() -> get("other.example", "/m")).isInstanceOf(IOException.class);
    assertThat(asked).hasValue(0);
  }

  @Test
  void followsNoRedirectAndAbortsDocumentsThatAreTooLongOrTooSlow() throws Exception {
    assertThat(get("client.example", "/moved").status()).isEqualTo(302);
    assertThat(asked).hasValue(1);
    assertThatThrownBy(() -> get("client.example", "/long")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> get("client.example", "/slow")).isInstanceOf(IOException.class);
  }
}
