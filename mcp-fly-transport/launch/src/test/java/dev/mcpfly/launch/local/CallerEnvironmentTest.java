package dev.mcpfly.launch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a machine's process on this computer learns of its caller. */
class CallerEnvironmentTest {
  @Test
  void keepsVariablesForACompanysProxyAndMirror() {
    Map<String, String> given =
        Map.of(
            "PATH", "/bin",
            "HTTPS_PROXY", "http://proxy:3128",
            "no_proxy", "localhost",
            "SSL_CERT_FILE", "/etc/ca.pem",
            "NODE_EXTRA_CA_CERTS", "/etc/ca.pem",
            "UV_DEFAULT_INDEX", "https://mirror/simple",
            "PIP_INDEX_URL", "https://mirror/simple",
            "npm_config_registry", "https://mirror/npm",
            "GOPROXY", "https://mirror/go");
    assertThat(CallerEnvironment.of(given).variables()).containsExactlyInAnyOrderEntriesOf(given);
  }

  @Test
  void keepsNothingElse() {
    assertThat(
            CallerEnvironment.of(
                    Map.of(
                        "FLY_API_TOKEN", "secret",
                        "AWS_SECRET_ACCESS_KEY", "secret",
                        "UV_PUBLISH_TOKEN", "secret",
                        "npm_config__auth", "secret",
                        "JAVA_TOOL_OPTIONS", "-Xmx1g"))
                .variables())
        .isEmpty();
  }
}
