package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.auth.Encoding;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JWT by which a client proves that it holds its key (RFC 7523). */
public final class ClientAssertion {
  static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final long LIFETIME_SECONDS = 60;

  private ClientAssertion() {}

  /** The JOSE algorithm and that of the JDK. */
  private record Algorithm(String jose, String jdk) {}

  /**
   * Checks that a key can sign assertions.
   *
   * @throws IllegalArgumentException if it is of a kind or size that is not supported
   */
  public static void requireUsable(PrivateKey key) {
    algorithm(key);
  }

  private static Algorithm algorithm(PrivateKey key) {
    if (key instanceof RSAPrivateKey rsa) {
      if (rsa.getModulus().bitLength() < 2048) {
        throw new IllegalArgumentException(
            "The client's RSA key must have at least 2048 bits, but has "
                + rsa.getModulus().bitLength()
                + ".");
      }
      return new Algorithm("RS256", "SHA256withRSA");
    }
    if (key instanceof ECPrivateKey ec) {
      Algorithm algorithm =
          switch (ec.getParams().getOrder().bitLength()) {
            case 256 -> new Algorithm("ES256", "SHA256withECDSAinP1363Format");
            case 384 -> new Algorithm("ES384", "SHA384withECDSAinP1363Format");
            case 521 -> new Algorithm("ES512", "SHA512withECDSAinP1363Format");
            default -> null;
          };
      if (algorithm != null) {
        return algorithm;
      }
    }
    if (key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519")) {
      return new Algorithm("EdDSA", "Ed25519");
    }
    throw new IllegalArgumentException(
        "The client's key must be RSA, EC (P-256, P-384, P-521) or Ed25519, but is "
            + key.getAlgorithm()
            + ".");
  }

  /** Signs an assertion of the client for an audience, valid for a minute. */
  static String sign(
      PrivateKey key, @Nullable String keyId, String clientId, String audience, Instant now)
      throws OAuthFailure {
    Algorithm algorithm = algorithm(key);
    Map<String, @Nullable Object> header = new LinkedHashMap<>();
    header.put("alg", algorithm.jose());
    header.put("typ", "JWT");
    header.put("kid", keyId);
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", clientId);
    claims.put("sub", clientId);
    claims.put("aud", audience);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.getEpochSecond() + LIFETIME_SECONDS);
    claims.put("jti", Encoding.random());
    String signed = part(StoreJson.write(header)) + "." + part(StoreJson.write(claims));
    try {
      Signature signature = Signature.getInstance(algorithm.jdk());
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Encoding.base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw OAuthFailure.because("The client's key cannot sign.", e);
    }
  }

  private static String part(String json) {
    return Encoding.base64(json.getBytes(StandardCharsets.UTF_8));
  }
}
