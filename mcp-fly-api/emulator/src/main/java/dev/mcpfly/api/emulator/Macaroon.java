package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A token in the form of Fly's: a macaroon without caveats, so programs that inspect their tokens,
 * such as flyctl, take it for one that never expires.
 *
 * <p>The form, in MessagePack: an array of the nonce (key id, random bytes, whether it is a proof),
 * the location, the caveats and the signature, an HMAC of the nonce. In text it is {@code fm2_} and
 * standard base64.
 */
final class Macaroon {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LABEL = "fm2_";
  private static final String LOCATION = "https://api.fly.io/v1";
  private static final int NONCE_BYTES = 16;

  private final byte[] keyId = random(NONCE_BYTES);
  private final byte[] rnd = random(NONCE_BYTES);
  private final byte[] encoded = encode();

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private byte[] encode() {
    ByteArrayOutputStream nonce = new ByteArrayOutputStream();
    nonce.write(0x93); // array of 3
    bytes(nonce, keyId);
    bytes(nonce, rnd);
    nonce.write(0xc2); // false: no proof
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x94); // array of 4
    out.writeBytes(nonce.toByteArray());
    byte[] location = LOCATION.getBytes(StandardCharsets.US_ASCII);
    out.write(0xa0 | location.length); // text of up to 31 bytes
    out.writeBytes(location);
    out.write(0x90); // array of 0: no caveats
    bytes(out, sign(nonce.toByteArray()));
    return out.toByteArray();
  }

  private static void bytes(ByteArrayOutputStream out, byte[] value) {
    out.write(0xc4); // up to 255 bytes
    out.write(value.length);
    out.writeBytes(value);
  }

  private static byte[] sign(byte[] nonce) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(random(32), "HmacSHA256"));
      return mac.doFinal(nonce);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  /** Returns the token's text, with the scheme that it is sent under. */
  @Override
  public String toString() {
    return "FlyV1 " + LABEL + Base64.getEncoder().encodeToString(encoded);
  }

  /**
   * Writes the service's description of a verified token.
   *
   * @param token the token without a scheme; any text, though only a macaroon has a nonce
   */
  static ObjectNode verified(String token) {
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    byte[] keyId = new byte[0];
    byte[] rnd = new byte[0];
    if (token.startsWith(LABEL)) {
      try {
        bytes = Base64.getDecoder().decode(token.substring(LABEL.length()));
        keyId = Arrays.copyOfRange(bytes, 4, 4 + NONCE_BYTES);
        rnd = Arrays.copyOfRange(bytes, 6 + NONCE_BYTES, 6 + 2 * NONCE_BYTES);
      } catch (IllegalArgumentException e) {
        // a token of the caller's own, which only looks like one
      }
    }
    Base64.Encoder base64 = Base64.getEncoder();
    ObjectNode json = Json.object();
    json.putObject("caveats").putArray("caveats");
    json.put("header", "FlyV1 " + token);
    json.putObject("nonce")
        .put("kid", base64.encodeToString(keyId))
        .put("rnd", base64.encodeToString(rnd))
        .put("proof", false);
    return json.put("permission_token", base64.encodeToString(bytes));
  }
}
