package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CertificateTest {
  /** Self-signed for example.com, made for this test; its key no longer exists. */
  private static final String CHAIN =
      """
      -----BEGIN CERTIFICATE-----
      MIIBRjCB7KADAgECAgkAjq/SqoEv5jIwCgYIKoZIzj0EAwIwFjEUMBIGA1UEAxML
      ZXhhbXBsZS5jb20wIBcNMjYxMTIyMDk0OTI3WhgPMjEyNjEwMjkwOTQ5MjdaMBYx
      FDASBgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
      Yar7agpSAOSfB6BraZelOJNTFNPrbZzGc6T3Z9DLAc3AclC1bYeIUKWZOKd1C/PT
      6kOLV9yBrA1w2Ov3ZdZFxqMhMB8wHQYDVR0OBBYEFBdUX9hqtwE7i4AnDGLLXf59
      tNTxMAoGCCqGSM49BAMCA0kAMEYCIQCYfjfQE+rUJzYkkgsFQfvlehkFUPoYEFoi
      IR8YCmdFngIhAJzFI/FbB5e0TDNX50OlwsVQNPaBsXKT48r4T1huFogj
      -----END CERTIFICATE-----
      """;

  private final FlyEmulator emulator =
      FlyEmulator.builder().clock(EmulatorClock.held()).rateLimits(false).start();
  private final Rest fly = new Rest(emulator);
  private final String app = fly.app("secure");
  private final String certificates = app + "/certificates";

  @AfterEach
  void close() {
    emulator.close();
  }

  private Rest.Answer request(String hostname) {
    return fly.post(certificates + "/acme", "{'hostname':'" + hostname + "'}");
  }

  @Test
  void aRequestedCertificateIsIssuedOnceTheAppHasAnAddress() {
    Rest.Answer requested = request("example.com").expect(201);
    assertThat(requested.at("/acme_requested").asBoolean()).isTrue();
    assertThat(requested.at("/configured").asBoolean()).isFalse();
    assertThat(requested.text("/dns_requirements/acme_challenge/name"))
        .isEqualTo("_acme-challenge.example.com");
    String path = certificates + "/example.com";
    assertThat(fly.post(path + "/check", "").at("/configured").asBoolean()).isFalse();

    String ip = fly.post(app + "/ip_assignments", "{'type':'v6'}").text("/ip");
    Rest.Answer checked = fly.post(path + "/check", "").expect(200);
    assertThat(checked.at("/configured").asBoolean()).isTrue();
    assertThat(checked.text("/dns_records/aaaa/0")).isEqualTo(ip);
    assertThat(checked.at("/certificates/0/issued")).hasSize(2);
    assertThat(fly.get(path).expect(200).json().has("dns_records")).isFalse();

    assertThat(fly.delete(path + "/acme").expect(200).at("/configured").asBoolean()).isFalse();
    fly.delete(path + "/acme").expect(404);
    fly.delete(path).expect(204);
    fly.get(path).expect(404);
    assertThat(emulator.counts().certificates()).isZero();
  }

  @Test
  void uploadedCertificateIsReadAndItsKeyIsNeverShown() {
    String chain = CHAIN.replace("\n", "\\n");
    String key = "-----BEGIN PRIVATE KEY-----\\nc2VjcmV0\\n-----END PRIVATE KEY-----";
    Rest.Answer uploaded =
        fly.post(
                certificates + "/custom",
                "{'hostname':'example.com','fullchain':'"
                    + chain
                    + "','private_key':'"
                    + key
                    + "'}")
            .expect(201);
    assertThat(uploaded.text("/certificates/0/source")).isEqualTo("custom");
    assertThat(uploaded.text("/certificates/0/issuer")).contains("CN=example.com");
    assertThat(uploaded.body()).doesNotContain("c2VjcmV0");
    assertThat(fly.delete(certificates + "/example.com/custom").expect(200).text("/warning"))
        .isNotEmpty();
    fly.post(
            certificates + "/custom",
            "{'hostname':'example.com','fullchain':'none','private_key':'" + key + "'}")
        .expect(422);
    fly.post(certificates + "/custom", "{'hostname':'example.com','fullchain':'" + chain + "'}")
        .expect(422);
  }

  @Test
  void aHostnameBelongsToOneApp() {
    request("*.example.com").expect(201);
    request("*.example.com").expect(409);
    fly.get(certificates + "/%2A.example.com").expect(200);
    request("no hostname").expect(422);
    String other = fly.app("other");
    fly.post(other + "/certificates/acme", "{'hostname':'*.example.com'}").expect(422);
  }

  @Test
  void theListComesInPages() {
    for (int i = 0; i < 7; i++) {
      request("h" + i + ".example.com").expect(201);
    }
    request("other.org").expect(201);
    List<String> found = new ArrayList<>();
    String cursor = "";
    do {
      Rest.Answer page =
          fly.get(certificates + "?filter=example&limit=3&cursor=" + cursor).expect(200);
      assertThat(page.at("/total_count").asInt()).isEqualTo(7);
      for (JsonNode certificate : page.at("/certificates")) {
        found.add(certificate.at("/hostname").asText());
      }
      cursor = page.text("/next_cursor");
    } while (!cursor.isEmpty());
    assertThat(found).hasSize(7).doesNotHaveDuplicates().isSorted();
    fly.get(certificates + "?limit=501").expect(400);
  }
}
