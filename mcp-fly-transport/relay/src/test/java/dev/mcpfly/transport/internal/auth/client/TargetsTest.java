package dev.mcpfly.transport.internal.auth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
  /** Names and their addresses; literals stand for themselves. */
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "mcp.example.com", List.of("93.184.216.34"),
          "login.example.com", List.of("93.184.216.35", "2606:2800:220:1::1"),
          "rebind.example.com", List.of("93.184.216.34", "10.0.0.1"),
          "metadata.example.com", List.of("169.254.169.254"),
          "mcp.corp.example", List.of("10.1.2.3"));

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    List<String> addresses = NAMES.get(host);
    if (addresses == null) {
      if (host.matches(".*[a-z]$") && !host.contains(":")) {
        throw new UnknownHostException(host);
      }
      return new InetAddress[] {InetAddress.getByName(host)};
    }
    InetAddress[] found = new InetAddress[addresses.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = InetAddress.getByName(addresses.get(i));
    }
    return found;
  }

  private static Targets of(String server) {
    return new Targets(URI.create(server), TargetsTest::resolve);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/x",
        "http://localhost:9/x",
        "https://localhost./x",
        "https://10.0.0.1/x",
        "https://172.16.0.1/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/x",
        "https://0.0.0.0/x",
        "https://198.18.0.1/x",
        "https://224.0.0.1/x",
        "https://255.255.255.255/x",
        "https://192.0.0.1/x",
        "https://[::1]/x",
        "https://[::]/x",
        "https://[fe80::1]/x",
        "https://[fdaa:0:1::3]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://[::ffff:a9fe:a9fe]/x",
        "https://[64:ff9b::10.0.0.1]/x",
        "https://[64:ff9b:1::1]/x",
        "https://[2002:0a00:0001::1]/x",
        "https://[2001:0::1]/x",
        "https://[2001:db8::1]/x",
        "https://my-app.internal/x",
        "https://my-app.flycast/x",
        "https://printer.local/x",
        "https://rebind.example.com/x",
        "https://metadata.example.com/x"
      })
  void doesNotContactPrivateAddressesForAPublicServer(String url) {
    assertThatThrownBy(() -> of("https://mcp.example.com/mcp").require("It", URI.create(url)))
        .isInstanceOf(OAuthFailure.class)
        .hasMessageContaining("private network");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://login.example.com/x",
        "https://93.184.216.34/x",
        "https://[2606:2800:220:1::1]/x",
        "https://only-the-proxy-knows.example/x"
      })
  void contactsPublicAddresses(String url) throws Exception {
    URI uri = URI.create(url);
    assertThat(of("https://mcp.example.com/mcp").require("It", uri)).isEqualTo(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1/mcp",
        "https://mcp.corp.example/mcp",
        "http://app.flycast/mcp",
        "https://192.168.1.1/mcp"
      })
  void letsPrivateServersNamePrivateAddresses(String server) throws Exception {
    URI uri = URI.create("https://10.0.0.1/x");
    assertThat(of(server).require("It", uri)).isEqualTo(uri);
    URI own = URI.create("http://127.0.0.1:8080/x");
    assertThat(of(server).require("It", own)).isEqualTo(own);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://login.example.com/token",
        "http://10.0.0.1/token",
        "http://app.flycast/token",
        "http://127.0.0.1.example.com/token",
        "http://localhost.example.com/token"
      })
  void usesPlainHttpOnThisMachineOnly(String url) {
    assertThatThrownBy(() -> of("http://127.0.0.1:1/mcp").require("It", URI.create(url)))
        .isInstanceOf(OAuthFailure.class)
        .hasMessageContaining("must be https");
  }

  @Test
  void rejectsAddressesThatAreNotHttp() {
    for (String url :
        List.of(
            "http://127.1/x", "file:///etc/passwd", "ftp://h/x", "mailto:x", "/x", "https:/x")) {
      assertThatThrownBy(() -> of("http://127.0.0.1:1/mcp").require("It", URI.create(url)))
          .as(url)
          .isInstanceOf(OAuthFailure.class);
    }
  }
}
