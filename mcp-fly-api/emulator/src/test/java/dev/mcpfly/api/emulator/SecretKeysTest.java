package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretKeysTest {
  private final FlyEmulator emulator = FlyEmulator.builder().rateLimits(false).start();
  private final Rest fly = new Rest(emulator);
  private final String keys = fly.app("kms") + "/secretkeys/";

  @AfterAll
  void close() {
    emulator.close();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(String... pairs) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < pairs.length; i += 2) {
      json.append(i == 0 ? "'" : ",'")
          .append(pairs[i])
          .append("':'")
          .append(pairs[i + 1])
          .append("'");
    }
    return json.append("}").toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"xaes256gcm", "nacl_box", "nacl_secretbox"})
  void keyDecryptsWhatItEncrypted(String type) {
    String key = keys + "enc_" + type;
    fly.post(key + "/generate", json("type", type)).expect(201);
    String plain = base64("the text");
    String sealed = fly.post(key + "/encrypt", json("plaintext", plain)).text("/ciphertext");
    assertThat(sealed).isNotEqualTo(plain);
    assertThat(fly.post(key + "/decrypt", json("ciphertext", sealed)).text("/plaintext"))
        .isEqualTo(plain);
    byte[] bytes = Base64.getDecoder().decode(sealed);
    bytes[bytes.length - 1] ^= 1;
    String forged = Base64.getEncoder().encodeToString(bytes);
    fly.post(key + "/decrypt", json("ciphertext", forged)).expect(400);
    fly.post(key + "/decrypt", json("ciphertext", "AAAA")).expect(400);
    fly.post(key + "/sign", json("plaintext", plain)).expect(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"es256", "hs256", "hs384", "hs512", "nacl_auth", "nacl_sign"})
  void keyVerifiesWhatItSigned(String type) {
    String key = keys + "sig_" + type;
    fly.post(key + "/generate", json("type", type)).expect(201);
    String plain = base64("the text");
    String signature = fly.post(key + "/sign", json("plaintext", plain)).text("/signature");
    fly.post(key + "/verify", json("plaintext", plain, "signature", signature)).expect(204);
    fly.post(key + "/verify", json("plaintext", base64("other"), "signature", signature))
        .expect(400);
    fly.post(key + "/verify", json("plaintext", plain, "signature", "AAAA")).expect(400);
    fly.post(key + "/encrypt", json("plaintext", plain)).expect(400);
  }

  @Test
  void associatedDataIsPartOfTheCiphertext() {
    String key = keys + "aad";
    fly.post(key + "/generate", json("type", "xaes256gcm")).expect(201);
    String sealed =
        fly.post(key + "/encrypt", json("plaintext", "aGk=", "associated_data", "YQ=="))
            .text("/ciphertext");
    fly.post(key + "/decrypt", json("ciphertext", sealed)).expect(400);
    fly.post(key + "/decrypt", json("ciphertext", sealed, "associated_data", "YQ==")).expect(200);
  }

  @Test
  void aKeyIsSetListedReplacedAndDeleted() {
    String value = base64("k".repeat(32));
    Rest.Answer set = fly.post(keys + "mine", json("type", "hs256", "value", value)).expect(201);
    assertThat(set.at("/version")).isEqualTo(set.at("/Version"));
    assertThat(set.body()).doesNotContain(value);
    String signed = fly.post(keys + "mine/sign", json("plaintext", "aGk=")).text("/signature");
    fly.post(keys + "mine", json("type", "hs256", "value", value)).expect(201);
    assertThat(fly.post(keys + "mine/sign", json("plaintext", "aGk=")).text("/signature"))
        .isEqualTo(signed);
    fly.post(keys + "mine/generate", json("type", "hs256")).expect(409);
    assertThat(fly.get(keys + "mine").expect(200).text("/type")).isEqualTo("hs256");
    assertThat(fly.get("/v1/apps/kms/secretkeys?types=hs256").body()).contains("\"mine\"");
    assertThat(fly.get("/v1/apps/kms/secretkeys?types=nacl_auth").body())
        .doesNotContain("\"mine\"");
    fly.get(keys + "mine?min_version=9999").expect(412);
    fly.delete(keys + "mine").expect(200);
    fly.get(keys + "mine").expect(404);
  }

  @Test
  void aPublicKeyFollowsFromItsSeed() {
    String seed = base64("s".repeat(32));
    Rest.Answer one = fly.post(keys + "one", json("type", "nacl_sign", "value", seed)).expect(201);
    Rest.Answer two = fly.post(keys + "two", json("type", "nacl_sign", "value", seed)).expect(201);
    assertThat(one.text("/public_key")).isEqualTo(two.text("/public_key")).hasSize(44);
    String signature = fly.post(keys + "one/sign", json("plaintext", "aGk=")).text("/signature");
    fly.post(keys + "two/verify", json("plaintext", "aGk=", "signature", signature)).expect(204);
  }

  @Test
  void rejectsInvalidKeys() {
    fly.post(keys + "bad", json("type", "rot13", "value", "AAAA")).expect(400);
    fly.post(keys + "bad", json("type", "nacl_auth", "value", "AAAA")).expect(400);
    fly.post(keys + "bad", json("type", "hs256", "value", "%%")).expect(400);
    fly.post(keys + "bad", "{'type':'hs256','value':[1,2]}").expect(400);
    fly.post(keys + "bad/generate", json("type", "rot13")).expect(400);
    fly.get(keys + "bad").expect(404);
  }
}
