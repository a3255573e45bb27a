package dev.mcpfly.transport.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.mcpfly.transport.internal.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and signatures, with another implementation of JOSE as the oracle. */
class VerificationKeyTest {
  private static final RSAKey RSA = rsa();
  private static final Map<String, Curve> CURVES =
      Map.of("ES256", Curve.P_256, "ES384", Curve.P_384, "ES512", Curve.P_521);

  private static RSAKey rsa() {
    try {
      return new RSAKeyGenerator(2048).keyID("r").generate();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static VerificationKey read(JWK key) {
    return VerificationKey.of(JsonObject.parse(key.toPublicJWK().toJSONString()));
  }

  private static boolean verifies(VerificationKey key, String algorithm, String compact) {
    String[] parts = compact.split("\\.");
    return key.verifies(
        algorithm,
        (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
        Base64.getUrlDecoder().decode(parts[2]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
  void verifiesSignaturesOfOtherLibraries(String name) throws Exception {
    JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
    JWK key =
        name.startsWith("E") ? new ECKeyGenerator(CURVES.get(name)).keyID("e").generate() : RSA;
    JWSSigner signer = key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(RSA);
    JWSObject signed = new JWSObject(new JWSHeader(algorithm), new Payload("{\"a\":1}"));
    signed.sign(signer);
    VerificationKey read = read(key);
    String compact = signed.serialize();
    assertThat(verifies(read, name, compact)).isTrue();
    assertThat(verifies(read, name, compact.replace("eyJh", "eyJi"))).isFalse();
    for (String other :
        List.of(
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
            "EdDSA", "HS256", "none")) {
      if (!other.equals(name)) {
        assertThat(verifies(read, other, compact)).as(other).isFalse();
      }
    }
  }

  @Test
  void verifiesTheExampleOfEd25519() {
    // RFC 8037, appendix A.
    VerificationKey key =
        VerificationKey.of(
            JsonObject.parse(
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                    + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"));
    String signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    String signature =
        ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    assertThat(verifies(key, "EdDSA", signed + signature)).isTrue();
    assertThat(verifies(key, "EdDSA", signed + "x" + signature)).isFalse();
  }

  @Test
  void acceptsOnlyStrongSignatureKeys() throws Exception {
    RSAKey weak = new RSAKeyGenerator(1024, true).generate();
    assertThat(read(weak)).isNull();
    String good = RSA.toPublicJWK().toJSONString();
    for (String change :
        List.of(
            "{\"use\":\"enc\",",
            "{\"key_ops\":[\"encrypt\"],",
            "{\"alg\":\"RSA-OAEP\",",
            "{\"alg\":\"HS256\",")) {
      assertThat(VerificationKey.of(JsonObject.parse(good.replaceFirst("\\{", change))))
          .as(change)
          .isNull();
    }
    VerificationKey fixed =
        VerificationKey.of(JsonObject.parse(good.replaceFirst("\\{", "{\"alg\":\"PS256\",")));
    assertThat(fixed.fits("r", "PS256")).isTrue();
    assertThat(fixed.fits("r", "RS256")).isFalse();
    for (String bad :
        List.of(
            "{}",
            "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
            "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AQ\",\"y\":\"AQ\"}",
            "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQ\"}")) {
      assertThat(VerificationKey.of(JsonObject.parse(bad))).as(bad).isNull();
    }
  }
}
