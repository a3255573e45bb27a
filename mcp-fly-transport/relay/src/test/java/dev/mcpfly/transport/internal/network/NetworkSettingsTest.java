package dev.mcpfly.transport.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings are equal, so that connections may share a client, if they lead to the same. */
class NetworkSettingsTest {
  @TempDir Path directory;
  private X509Certificate[] certificates;

  @BeforeEach
  void findCertificates() throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    certificates = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
  }

  private Path pem(int... chosen) throws Exception {
    StringBuilder text = new StringBuilder();
    for (int one : chosen) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(Base64.getMimeEncoder().encodeToString(certificates[one].getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return Files.writeString(directory.resolve("authorities.pem"), text);
  }

  private static NetworkSettings of(String... variables) {
    return NetworkSettings.of(
        variables.length == 0 ? Map.of() : Map.of(variables[0], variables[1]), null);
  }

  @Test
  void areEqualWithoutAnySetting() {
    assertThat(of()).isEqualTo(of()).hasSameHashCodeAs(of("HOME", "/home/ada"));
  }

  @Test
  void areEqualAsLongAsTheFileOfCertificatesDoesNotChange() throws Exception {
    String file = pem(0).toString();
    NetworkSettings before = of("SSL_CERT_FILE", file);
    assertThat(before)
        .isEqualTo(of("SSL_CERT_FILE", file))
        .isEqualTo(of("NODE_EXTRA_CA_CERTS", file))
        .isEqualTo(NetworkSettings.of(Map.of(), Path.of(file)))
        .isNotEqualTo(of());
    pem(0, 1);
    assertThat(of("SSL_CERT_FILE", file)).isNotEqualTo(before);
  }

  @Test
  void noticeThatAKnownFileIsBrokenOrGone() throws Exception {
    Path file = pem(0);
    of("SSL_CERT_FILE", file.toString());
    Files.writeString(file, "-----BEGIN nothing");
    assertThatThrownBy(() -> of("SSL_CERT_FILE", file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SSL_CERT_FILE");
    Files.delete(file);
    assertThatThrownBy(() -> of("SSL_CERT_FILE", file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SSL_CERT_FILE");
  }

  @Test
  void differByProxyPasswordAndException() {
    String proxy = "http://ada:secret@127.0.0.1:3128";
    assertThat(of("HTTPS_PROXY", proxy))
        .isEqualTo(of("https_proxy", proxy))
        .isNotEqualTo(of("HTTP_PROXY", proxy))
        .isNotEqualTo(of("HTTPS_PROXY", proxy.replace("secret", "other")))
        .isNotEqualTo(
            NetworkSettings.of(Map.of("HTTPS_PROXY", proxy, "NO_PROXY", "example.com"), null));
  }
}
