package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers GraphQL as Fly's does. */
@Timeout(60)
class WireGuardPeerTest {
  private static final String FLY_KEY = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";

  @TempDir Path folder;
  private final List<String> requests = new ArrayList<>();
  private HttpServer server;
  private FlyClient fly;
  private String peer =
      "{\"peerip\":\"fdaa:0:18:a7b:d6b:0:a:2\",\"endpointip\":\"iad1.gateway.6pn.dev\",\"pubkey\":\"%s\"}"
          .formatted(FLY_KEY);

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/graphql",
        exchange -> {
          String request =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(request);
          byte[] answer = answer(request).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    fly = FlyClient.builder().token("FlyV1 fm2_x").baseUri(uri).apiBaseUri(uri).build();
  }

  private String answer(String request) {
    if (request.contains("organization(slug")) {
      return request.contains("nobodys")
          ? "{\"data\":null,\"errors\":[{\"message\":\"Could not find Organization\"}]}"
          : "{\"data\":{\"organization\":{\"id\":\"D307G\"}}}";
    }
    return "{\"data\":{\"%s\":%s}}"
        .formatted(
            request.contains("removeWireGuardPeer") ? "removeWireGuardPeer" : "addWireGuardPeer",
            peer);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static String match(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1);
  }

  @Test
  void makesAConfigurationForWgQuick() {
    WireGuardPeer made = WireGuardPeer.create(fly, "personal", "anns-laptop");
    assertThat(made.configuration().lines().filter(line -> !line.startsWith("PrivateKey")))
        .containsExactly(
            "[Interface]",
            "Address = fdaa:0:18:a7b:d6b:0:a:2/120",
            "DNS = fdaa:0:18::3",
            "",
            "[Peer]",
            "PublicKey = " + FLY_KEY,
            "AllowedIPs = fdaa:0:18::/48",
            "Endpoint = iad1.gateway.6pn.dev:51820",
            "PersistentKeepalive = 15");
    assertThat(requests.get(1)).contains("D307G", "anns-laptop");
  }

  @Test
  void sendsOnlyThePublicHalfOfItsKey() throws Exception {
    WireGuardPeer made = WireGuardPeer.create(fly, "personal", "anns-laptop");
    byte[] scalar = Base64.getDecoder().decode(match(made.configuration(), "PrivateKey = (\\S+)"));
    byte[] sent = Base64.getDecoder().decode(match(requests.get(1), "\"pubkey\":\"([^\"]+)\""));
    KeyFactory factory = KeyFactory.getInstance("X25519");
    // The public key is the base point 9 multiplied by the private scalar.
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(
        factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
    agreement.doPhase(
        (XECPublicKey)
            factory.generatePublic(
                new XECPublicKeySpec(NamedParameterSpec.X25519, BigInteger.valueOf(9))),
        true);
    assertThat(agreement.generateSecret()).isEqualTo(sent);
    assertThat(requests.toString()).doesNotContain(Base64.getEncoder().encodeToString(scalar));
  }

  @Test
  void showsThePrivateKeyToItsOwnerOnly() throws IOException {
    WireGuardPeer made = WireGuardPeer.create(fly, "personal", "anns-laptop");
    String key = match(made.configuration(), "PrivateKey = (\\S+)");
    assertThat(made.toString()).doesNotContain(key);
    Path file = folder.resolve("fly.conf");
    made.writeTo(file);
    assertThat(file).hasContent(made.configuration());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> made.writeTo(file))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("fly.conf")
        .hasMessageNotContaining(key);
  }

  @Test
  void rejectsAnAnswerThatWouldAddLines() {
    peer =
        "{\"peerip\":\"fdaa:0:18:a7b::2\",\"endpointip\":\"h\\nPostUp = reboot\",\"pubkey\":\"%s\"}"
            .formatted(FLY_KEY);
    assertThatThrownBy(() -> WireGuardPeer.create(fly, "personal", "anns-laptop"))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("endpointip");
  }

  @Test
  void reportsAnErrorFromFly() {
    assertThatThrownBy(() -> WireGuardPeer.create(fly, "nobodys", "anns-laptop"))
        .isInstanceOf(FlyException.class)
        .hasMessageContaining("Could not find Organization");
    assertThatThrownBy(() -> WireGuardPeer.create(fly, "personal", "ann's laptop"))
        .isInstanceOf(InvalidLaunchException.class);
  }

  @Test
  void removesAPeer() {
    WireGuardPeer.remove(fly, "personal", "anns-laptop");
    assertThat(requests.get(1)).contains("removeWireGuardPeer", "D307G", "anns-laptop");
  }
}
