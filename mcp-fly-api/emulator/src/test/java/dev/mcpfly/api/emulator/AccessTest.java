package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AccessTest {
  private final FlyEmulator emulator = FlyEmulator.builder().rateLimits(false).start();
  private final Rest fly = new Rest(emulator);
  private final String app = fly.app("mine");

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void deployTokenIsValidForItsAppOnly() {
    String other = fly.app("other");
    String token = fly.post(app + "/deploy_token", "{'expiry':'48h'}").expect(200).text("/token");
    Rest deploy = new Rest(emulator.uri(), token);
    deploy.get(app).expect(200);
    deploy.post(app + "/machines", "{'config':{'image':'x'}}").expect(200);
    deploy.get(other).expect(403);
    deploy.get("/v1/apps?org_slug=personal").expect(403);
    deploy.post("/v1/apps", "{'name':'more','org_slug':'personal'}").expect(403);
    deploy.get("/v1/orgs/personal/machines").expect(403);
    assertThat(deploy.get("/v1/tokens/current").text("/tokens/0/apps/0")).isEqualTo("mine");
    fly.post(app + "/deploy_token", "{'expiry':'forever'}").expect(400);
  }

  @Test
  void headerMayHoldSeveralTokensAndRepeatItsScheme() {
    String bare = emulator.token().substring("FlyV1 ".length());
    for (String header :
        List.of(
            "FlyV1 " + bare, "Bearer " + bare, "Bearer FlyV1 " + bare, "FlyV1 fm2_x, " + bare)) {
      assertThat(new Rest(emulator.uri(), "").with("Authorization", header).get(app).status())
          .as(header.replace(bare, "…"))
          .isEqualTo(200);
    }
  }

  @Test
  void tokensShowWhatTheyAreValidFor() {
    String header = "{'header':'" + emulator.token() + "'";
    assertThat(fly.get("/v1/tokens/current").text("/tokens/0/org_slug")).isEqualTo("personal");
    assertThat(fly.post("/v1/tokens/authenticate", header + "}").json()).hasSize(1);
    fly.post("/v1/tokens/authenticate", "{'header':'FlyV1 other'}").expect(400);
    fly.post("/v1/tokens/authorize", header + ",'access':{'app_name':'mine'}}").expect(200);
    fly.post("/v1/tokens/authorize", header + ",'access':{'app_name':'none'}}").expect(403);
    fly.post("/v1/tokens/authorize", header + "}").expect(400);
    assertThat(fly.post("/v1/tokens/kms", "").expect(200).body()).startsWith("FlyV1 fm2_");
  }

  @Test
  void anOidcTokenIsASignedJwt() {
    String jwt = fly.post("/v1/tokens/oidc", "{'aud':'me'}").expect(200).body();
    String[] parts = jwt.split("\\.", -1);
    assertThat(parts).hasSize(3);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    JsonNode json = Rest.json(claims);
    assertThat(json.at("/aud").asText()).isEqualTo("me");
    assertThat(json.at("/exp").asLong()).isGreaterThan(json.at("/iat").asLong());
    Rest.Answer refused = fly.post("/v1/tokens/oidc", "{'aud':7}").expect(400);
    assertThat(refused.response().headers().firstValue("content-type")).hasValue("text/plain");
  }

  @Test
  void secretsAreCountedListedAndHidden() {
    Rest.Answer first = fly.post(app + "/secrets", "{'values':{'A':'hidden','B':'b'}}").expect(200);
    assertThat(first.at("/version").asLong()).isEqualTo(first.at("/Version").asLong());
    assertThat(first.body()).doesNotContain("hidden");
    fly.post(app + "/secrets/C", "{'value':'c'}").expect(201);
    Rest.Answer unset = fly.post(app + "/secrets", "{'values':{'B':null,'NONE':null}}").expect(200);
    assertThat(unset.at("/version").asLong()).isEqualTo(first.at("/version").asLong() + 2);
    assertThat(fly.get(app + "/secrets").at("/secrets"))
        .extracting(secret -> secret.at("/name").asText())
        .containsExactly("A", "C");
    assertThat(fly.get(app + "/secrets/A").body()).doesNotContain("hidden");
    assertThat(fly.get(app + "/secrets/A?show_secrets=true").text("/value")).isEqualTo("hidden");
    fly.delete(app + "/secrets/A").expect(200);
    fly.delete(app + "/secrets/A").expect(404);
    fly.post(app + "/secrets", "{'values':{'no-name':'x'}}").expect(400);
    fly.post(app + "/secrets", "{'values':{'X':1}}").expect(400);
    fly.get(app + "/secrets?min_version=99").expect(412);
    assertThat(emulator.counts().secrets()).isEqualTo(1);
  }
}
