package dev.mcpfly.api.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {
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

  @Test
  void aFileThatDoesNotChangeIsReadOnce() throws Exception {
    Path pem = pem(0);
    assertThat(Trust.also(pem)).isSameAs(Trust.also(pem));
    assertThat(SharedHttp.of(Duration.ofSeconds(3), Trust.also(pem)))
        .isSameAs(SharedHttp.of(Duration.ofSeconds(3), Trust.also(pem)))
        .isNotSameAs(SharedHttp.of(Duration.ofSeconds(3), null));
  }

  @Test
  void aFileThatChangesIsReadAgain() throws Exception {
    var before = Trust.also(pem(0));
    assertThat(Trust.also(pem(0, 1))).isNotSameAs(before);
  }

  @Test
  void aFileThatGoesOrIsBrokenIsNoticedThoughItWasKnown() throws Exception {
    Path pem = pem(0);
    Trust.also(pem);
    Files.writeString(pem, "broken");
    assertThatThrownBy(() -> Trust.also(pem)).isInstanceOf(IOException.class);
    Files.delete(pem);
    assertThatThrownBy(() -> Trust.also(pem)).isInstanceOf(NoSuchFileException.class);
  }
}
