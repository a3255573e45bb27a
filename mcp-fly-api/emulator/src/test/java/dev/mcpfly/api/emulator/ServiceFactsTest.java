package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.api.model.Organization;
import dev.mcpfly.api.model.Page;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms in which the real service answers, where other programs depend on them. */
@Timeout(120)
class ServiceFactsTest {
  private final HeldClock clock = EmulatorClock.leaping();
  private final FlyEmulator emulator = FlyEmulator.builder().clock(clock).rateLimits(false).start();
  private final Rest fly = new Rest(emulator);
  private final String app = fly.app("my-app");

  @AfterEach
  void close() {
    emulator.close();
  }

  /** Reads the few kinds of MessagePack values that a token has. */
  private static Object unpack(ByteBuffer in) {
    int tag = in.get() & 0xff;
    if (tag == 0xc2 || tag == 0xc3) {
      return tag == 0xc3;
    }
    if (tag == 0xc4 || (tag & 0xe0) == 0xa0) {
      byte[] bytes = new byte[tag == 0xc4 ? in.get() & 0xff : tag & 0x1f];
      in.get(bytes);
      return tag == 0xc4 ? bytes : new String(bytes, StandardCharsets.UTF_8);
    }
    assertThat(tag & 0xf0).as("an array").isEqualTo(0x90);
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < (tag & 0x0f); i++) {
      items.add(unpack(in));
    }
    return items;
  }

  @Test
  void tokensAreWellFormedMacaroons() {
    String deploy = fly.post(app + "/deploy_token", "{}").text("/token");
    for (String token : List.of(emulator.token(), deploy)) {
      assertThat(token).startsWith("FlyV1 fm2_");
      ByteBuffer raw = ByteBuffer.wrap(Base64.getDecoder().decode(token.substring(10)));
      List<?> macaroon = (List<?>) unpack(raw);
      assertThat(raw.hasRemaining()).isFalse();
      assertThat(macaroon).hasSize(4);
      assertThat((List<?>) macaroon.get(0)).hasSize(3).element(2).isEqualTo(false);
      assertThat(macaroon.get(1)).isEqualTo("https://api.fly.io/v1");
      assertThat((List<?>) macaroon.get(2)).isEmpty();
      assertThat((byte[]) macaroon.get(3)).hasSize(32);
    }
    assertThat(emulator.token()).isNotEqualTo(deploy);
  }

  @Test
  void verifiedTokenHasCaveatsHeaderNonceAndPermissionToken() {
    String header = emulator.token();
    JsonNode verified =
        fly.post("/v1/tokens/authenticate", "{'header':'" + header + "'}").expect(200).at("/0");
    assertThat(verified.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("caveats", "header", "nonce", "permission_token");
    assertThat(verified.at("/caveats/caveats").isArray()).isTrue();
    assertThat(verified.at("/nonce").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("kid", "rnd", "proof");
    var token = emulator.client().tokens().authenticate(header).get(0);
    assertThat(token.header()).contains(header);
    assertThat(token.keyId()).hasValueSatisfying(id -> assertThat(id).hasSize(16));
    assertThat(token.permissionToken())
        .hasValueSatisfying(
            bytes ->
                assertThat("FlyV1 fm2_" + Base64.getEncoder().encodeToString(bytes))
                    .isEqualTo(header));
    assertThat(token.toString()).doesNotContain(header.substring(12));
    fly.post("/v1/tokens/authenticate", "{'header':'FlyV1 fm2_AAAA'}").expect(400);
  }

  @Test
  void listOfCertificatesShowsSummaries() {
    fly.post(app + "/certificates/acme", "{'hostname':'example.com'}").expect(201);
    JsonNode summary = fly.get(app + "/certificates").expect(200).at("/certificates/0");
    assertThat(summary.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "hostname",
            "configured",
            "acme_requested",
            "acme_dns_configured",
            "acme_alpn_configured",
            "acme_http_configured",
            "ownership_txt_configured",
            "has_custom_certificate",
            "has_fly_certificate",
            "status",
            "dns_provider",
            "created_at",
            "updated_at");
    clock.advance(Duration.ofMinutes(1));
    fly.post(app + "/ip_assignments", "{'type':'v6'}").expect(200);
    fly.post(app + "/certificates/example.com/check", "").expect(200);
    Certificate listed =
        emulator.client().app("my-app").certificates().list().findFirst().orElseThrow();
    assertThat(listed.hasFlyCertificate()).isTrue();
    assertThat(listed.hasCustomCertificate()).isFalse();
    assertThat(listed.acmeDnsConfigured()).isTrue();
    assertThat(listed.createdAt().orElseThrow()).isBefore(listed.updatedAt().orElseThrow());
    Certificate whole = emulator.client().app("my-app").certificates().get("example.com");
    assertThat(whole.certificates().get(0).issued())
        .extracting(Certificate.Key::type)
        .containsExactly("rsa", "ecdsa");
  }

  @Test
  void oneOrganizationIsWrapped() {
    Rest.Answer answer = fly.get("/api/v1/organizations/personal").expect(200);
    assertThat(answer.text("/organization/slug")).isEqualTo("personal");
    assertThat(emulator.client().organizations().get(0).internalNumericId()).isPresent();
  }

  @Test
  void machinesOfAnOrganizationComeByTheirLastChange() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(fly.create(app, "{'image':'i'}").text("/id"));
      clock.advance(Duration.ofSeconds(10));
    }
    fly.post(app + "/machines/" + ids.get(0) + "/metadata/k", "{'value':'v'}").expect(204);
    List<String> expected = new ArrayList<>(ids.subList(1, 5));
    expected.add(ids.get(0));

    Rest.Answer first = fly.get("/v1/orgs/personal/machines?limit=2").expect(200);
    String cursor = first.text("/next_cursor");
    String late = clock.instant().plusSeconds(1000).toString();
    Rest.Answer second =
        fly.get("/v1/orgs/personal/machines?cursor=" + cursor + "&updated_after=" + late)
            .expect(200);
    List<String> found = new ArrayList<>();
    first.at("/machines").forEach(machine -> found.add(machine.at("/id").asText()));
    second.at("/machines").forEach(machine -> found.add(machine.at("/id").asText()));
    assertThat(found).isEqualTo(expected);
    assertThat(fly.get("/v1/orgs/personal/machines?updated_after=" + late).at("/machines"))
        .isEmpty();
    fly.get("/v1/orgs/personal/machines?cursor=bm9uZQ").expect(400);

    Page<Organization.MachineSummary> page =
        emulator.client().org("personal").machinePages(q -> q.limit(2)).findFirst().orElseThrow();
    assertThat(page.lastId()).contains(expected.get(1));
    assertThat(page.lastUpdatedAt()).isPresent();
    assertThat(page.nextCursor()).contains(cursor);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Data", "data_1", "DATA", "x"})
  void volumeNamesAreValidForClientAndServiceAlike(String name) {
    assertThat(
            emulator
                .client()
                .app("my-app")
                .volumes()
                .create(v -> v.name(name).region("iad").sizeGb(1))
                .name())
        .isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{'a':}", "[1,", "nope", "{'a':1}x", "\u0000"})
  void badJsonIsSaidInTheEmulatorsOwnWords(String body) {
    Rest.Answer answer = fly.post(app + "/secrets", body).expect(400);
    assertThat(answer.text("/error"))
        .startsWith("invalid JSON in request body: ")
        .doesNotContainIgnoringCase("jackson")
        .doesNotContain("Source:", "JsonReadFeature", "token", "REDACTED");
  }

  @Test
  void appsAndRegionsHaveTheFieldsOfTheService() {
    var found = emulator.client().app("my-app").get();
    assertThat(found.internalNumericId()).isPresent();
    assertThat(found.networkCidr()).isPresent();
    assertThat(found.organization().orElseThrow().internalNumericId()).isPresent();
    assertThat(emulator.client().platform().regions()).anyMatch(region -> region.mpgAvailable());
  }
}
