package dev.mcpfly.transport.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {
  private static String proxy(Map<String, String> environment, String uri) {
    ProxyRules rules = ProxyRules.of(environment);
    if (rules == null) {
      return "none";
    }
    InetSocketAddress address = (InetSocketAddress) rules.select(URI.create(uri)).get(0).address();
    return address == null ? "direct" : address.getHostString() + ":" + address.getPort();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://app.fly.dev/mcp | 127.0.0.2:3128",
        "http://app.fly.dev/mcp | 127.0.0.3:80",
        "https://corp.example/ | direct",
        "https://a.corp.example/ | direct",
        "https://notcorp.example/ | 127.0.0.2:3128",
        "https://dot.example/ | direct",
        "https://a.dot.example/ | direct",
        "https://a.star.example/ | direct",
        "https://port.example:8443/ | direct",
        "https://port.example/ | 127.0.0.2:3128",
        "https://10.1.2.3/ | direct",
        "https://11.1.2.3/ | 127.0.0.2:3128",
        "https://192.168.5.9/ | direct",
        "https://192.168.6.9/ | 127.0.0.2:3128",
        "https://[fdaa::1]/ | direct",
        "https://[fdab::1]/ | 127.0.0.2:3128",
        "https://localhost:1/ | direct",
        "https://127.0.0.1/ | direct",
        "https://[::1]/ | direct",
        "https://CORP.example/ | direct",
      })
  void followsTheVariables(String uri, String expected) {
    Map<String, String> environment =
        Map.of(
            "HTTPS_PROXY",
            "http://127.0.0.2:3128/",
            "http_proxy",
            "127.0.0.3",
            "NO_PROXY",
            "corp.example, .dot.example,*.star.example port.example:8443,10.0.0.0/8,"
                + "192.168.5.0/24,fdaa::/16,300.1.1.1/8,10.0.0.0/99");
    assertThat(proxy(environment, uri)).isEqualTo(expected);
  }

  @Test
  void prefersTheLowerCaseNameAndUsesAllProxyLast() {
    assertThat(proxy(Map.of(), "https://x.example/")).isEqualTo("none");
    assertThat(proxy(Map.of("NO_PROXY", "*"), "https://x.example/")).isEqualTo("none");
    assertThat(proxy(Map.of("ALL_PROXY", "127.0.0.2:1"), "https://x.example/"))
        .isEqualTo("127.0.0.2:1");
    Map<String, String> both =
        Map.of("https_proxy", "127.0.0.2:1", "HTTPS_PROXY", "127.0.0.3:1", "no_proxy", "y.example");
    assertThat(proxy(both, "https://x.example/")).isEqualTo("127.0.0.2:1");
    assertThat(proxy(both, "https://y.example/")).isEqualTo("direct");
    assertThat(proxy(both, "http://x.example/")).isEqualTo("direct");
    assertThat(proxy(Map.of("ALL_PROXY", "127.0.0.2:1", "no_proxy", "*"), "https://x.example/"))
        .isEqualTo("direct");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"socks5://me:MARK@h:1", "https://me:MARK@h", "http://me:MARK@", "a b MARK", "://"})
  void rejectsInvalidProxiesWithoutShowingThePassword(String value) {
    assertThatThrownBy(() -> ProxyRules.of(Map.of("HTTPS_PROXY", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageContaining("http://host:port")
        .hasNoCause()
        .message()
        .doesNotContain("MARK");
  }

  @Test
  void sendsAPasswordToTheProxyOnly() {
    ProxyRules rules =
        ProxyRules.of(Map.of("ALL_PROXY", "http://me:p%40ss@127.0.0.2:1", "NO_PROXY", "y.example"));
    assertThat(rules).isNotNull();
    assertThat(rules.authorization(URI.create("https://x.example/")))
        .isEqualTo("Basic bWU6cEBzcw==");
    assertThat(rules.authorization(URI.create("https://y.example/"))).isNull();
  }
}
