package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.internal.auth.TestUsers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The official conformance suite's scenarios for authorization servers, against the relay's own.
 * Needs Node and npm; runs in the Maven profile {@code conformance}.
 */
@EnabledIfSystemProperty(named = "mcp.conformance", matches = "true")
class ConformanceAuthorizationTest {
  private static final Pattern AUTHORIZE = Pattern.compile("http://\\S+/authorize\\?\\S+");

  @BeforeAll
  static void install() throws Exception {
    ConformanceSuite.install();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Reads what the suite prints until it asks for a sign-in. */
  private static String asked(String log, CompletableFuture<String> run) throws Exception {
    Path output = Path.of("target", "conformance", log + ".log");
    for (int i = 0; i < 600 && !run.isDone(); i++) {
      Matcher matcher = AUTHORIZE.matcher(Files.exists(output) ? Files.readString(output) : "");
      if (matcher.find()) {
        return matcher.group();
      }
      Thread.sleep(100);
    }
    return "";
  }

  private static String run(boolean resource) throws Exception {
    int port = freePort();
    String redirect = "http://127.0.0.1:" + port + "/callback";
    try (Relay relay =
        Relay.stdio(ToyServerMain.command())
            .port(0)
            .prestart(false)
            .oauth(OAuthLogin.ofUsers(TestUsers.of("me", "secret")))
            .start()) {
      String issuer = "http://127.0.0.1:" + relay.port();
      SignInPeer peer = new SignInPeer(relay.baseUri());
      List<String> arguments =
          new ArrayList<>(List.of("authorization", "--url", issuer, "-p", Integer.toString(port)));
      arguments.addAll(List.of("--client-id", peer.client(redirect)));
      if (resource) {
        arguments.addAll(List.of("--resource", relay.uri().toString()));
      }
      String log = resource ? "authorization-resource" : "authorization";
      Files.deleteIfExists(Path.of("target", "conformance", log + ".log"));
      CompletableFuture<String> running =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return ConformanceSuite.run(log, Map.of(), arguments.toArray(new String[0]));
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      String url = asked(log, running);
      if (!url.isEmpty()) {
        HttpResponse<String> page = peer.get(url);
        String back =
            peer.allow(page, "me", "secret").headers().firstValue("location").orElseThrow();
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(back)).build(),
                HttpResponse.BodyHandlers.discarding());
      }
      return running.get();
    }
  }

  @Test
  void passesEveryScenarioForAuthorizationServers() throws Exception {
    for (boolean resource : new boolean[] {false, true}) {
      String said = run(resource);
      assertThat(said)
          .contains("authorization-server-metadata-endpoint", "authorization-code-grant")
          .doesNotContain("FAILURE", "WARNING", "✗");
    }
  }
}
