package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://mcp.example.com/mcp",
        "HTTPS://1.2.3.4",
        "http://localhost:8080/mcp",
        "http://LocalHost.",
        "http://app.localhost/",
        "http://127.0.0.1",
        "http://127.255.3.4:1",
        "http://[::1]:8080",
        "http://[0:0:0:0:0:0:0:1]",
        "http://[::ffff:127.0.0.1]/",
        "http://my-app.internal:8080/mcp",
        "http://ams.my-app.internal",
        "http://my-app.flycast",
        "http://my-app.flycast./x"
      })
  void acceptsTlsAndPrivateHosts(String uri) {
    assertThat(SafeTarget.isSafe(URI.create(uri))).isTrue();
    assertThat(SafeTarget.require("The URL", URI.create(uri), false)).isEqualTo(URI.create(uri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://mcp.example.com",
        "http://vm:7862",
        "http://192.168.1.10",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://localhost.example.com",
        "http://localhost.evil",
        "http://xlocalhost",
        "http://127.0.0.1.example.com",
        "http://2130706433",
        "http://0x7f000001",
        "http://internal",
        "http://flycast",
        "http://my-app.internal.example.com",
        "http://my-appinternal",
        "http://my-app.flycast.dev",
        "http://[::]",
        "http://[::2]",
        "http://[fe80::1]",
        "http://[::ffff:128.0.0.1]"
      })
  void rejectsPlainHttpToOtherHostsUnlessAllowed(String uri) {
    assertThat(SafeTarget.isSafe(URI.create(uri))).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafeTarget.require("The server's URL", URI.create(uri), false))
        .withMessageContaining(" plain http to ")
        .withMessageContaining("use https");
    assertThat(SafeTarget.require("The URL", URI.create(uri), true)).isEqualTo(URI.create(uri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://localhost",
        "file:///etc/passwd",
        "mcp.example.com/mcp",
        "https:mcp.example.com",
        "https:///mcp",
        "https://user@mcp.example.com",
        "http://localhost:pw@evil.example",
        "https://@mcp.example.com",
        "https://under_score:80x/",
        "http://127.1",
        "http://127.0.0.256"
      })
  void rejectsUrlsThatAreNotHttpEvenIfAllowed(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafeTarget.require("The issuer", URI.create(uri), true))
        .withMessageStartingWith("The issuer ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.1", "127.0.0.256", "127.0.0.01", "0127.0.0.1", "0x7f.0.0.1", "::1", ""})
  void acceptsNoOtherSpellingOfLoopback(String host) {
    assertThat(SafeTarget.isPrivateHost(host)).isFalse();
  }
}
