package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.JsonObject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key of an issuer (RFC 7517), and the algorithms that it may verify. What a token says of
 * its algorithm only selects among these. Immutable.
 */
final class VerificationKey {
  private static final Map<String, List<String>> EC =
      Map.of(
          "P-256", List.of("secp256r1", "ES256"),
          "P-384", List.of("secp384r1", "ES384"),
          "P-521", List.of("secp521r1", "ES512"));
  private static final Set<String> RSA =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 8192;

  private final @Nullable String id;
  private final PublicKey key;
  private final Set<String> algorithms;

  private VerificationKey(@Nullable String id, PublicKey key, Set<String> algorithms) {
    this.id = id;
    this.key = key;
    this.algorithms = algorithms;
  }

  /** Reads a JWK; null if it is not one that signatures are verified with here. */
  static @Nullable VerificationKey of(JsonObject jwk) {
    String use = jwk.text("use");
    List<String> operations = jwk.texts("key_ops");
    if ((use != null && !use.equals("sig"))
        || (operations != null && !operations.contains("verify"))) {
      return null;
    }
    try {
      VerificationKey read =
          switch (String.valueOf(jwk.text("kty"))) {
            case "RSA" -> rsa(jwk);
            case "EC" -> ec(jwk);
            case "OKP" -> edwards(jwk);
            default -> null;
          };
      String named = jwk.text("alg");
      if (read == null || named == null) {
        return read;
      }
      return read.algorithms.contains(named)
          ? new VerificationKey(read.id, read.key, Set.of(named))
          : null;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] bytes(JsonObject jwk, String name) {
    String text = jwk.text(name);
    byte[] bytes = text == null ? null : Encoding.decode(text);
    if (bytes == null || bytes.length == 0) {
      throw new IllegalArgumentException("The key has no " + name + ".");
    }
    return bytes;
  }

  private static @Nullable VerificationKey rsa(JsonObject jwk) throws GeneralSecurityException {
    BigInteger modulus = new BigInteger(1, bytes(jwk, "n"));
    BigInteger exponent = new BigInteger(1, bytes(jwk, "e"));
    if (modulus.bitLength() < LEAST_RSA_BITS || modulus.bitLength() > MOST_RSA_BITS) {
      return null;
    }
    PublicKey key =
        KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    return new VerificationKey(jwk.text("kid"), key, RSA);
  }

  private static @Nullable VerificationKey ec(JsonObject jwk) throws GeneralSecurityException {
    List<String> curve = EC.get(String.valueOf(jwk.text("crv")));
    if (curve == null) {
      return null;
    }
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(curve.get(0)));
    ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
    ECPoint point =
        new ECPoint(new BigInteger(1, bytes(jwk, "x")), new BigInteger(1, bytes(jwk, "y")));
    ECPublicKey key =
        (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, spec));
    return isOnCurve(key) ? new VerificationKey(jwk.text("kid"), key, Set.of(curve.get(1))) : null;
  }

  private static boolean isOnCurve(ECPublicKey key) {
    BigInteger p = ((java.security.spec.ECFieldFp) key.getParams().getCurve().getField()).getP();
    BigInteger x = key.getW().getAffineX();
    BigInteger y = key.getW().getAffineY();
    BigInteger right =
        x.pow(3)
            .add(key.getParams().getCurve().getA().multiply(x))
            .add(key.getParams().getCurve().getB())
            .mod(p);
    return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right);
  }

  private static @Nullable VerificationKey edwards(JsonObject jwk) throws GeneralSecurityException {
    String curve = String.valueOf(jwk.text("crv"));
    byte[] x = bytes(jwk, "x");
    if (!(curve.equals("Ed25519") && x.length == 32)
        && !(curve.equals("Ed448") && x.length == 57)) {
      return null;
    }
    // Little-endian, and the highest bit tells whether the other coordinate is odd.
    boolean odd = (x[x.length - 1] & 0x80) != 0;
    x[x.length - 1] &= 0x7F;
    for (int i = 0; i < x.length / 2; i++) {
      byte swapped = x[i];
      x[i] = x[x.length - 1 - i];
      x[x.length - 1 - i] = swapped;
    }
    EdECPoint point = new EdECPoint(odd, new BigInteger(1, x));
    PublicKey key =
        KeyFactory.getInstance("EdDSA")
            .generatePublic(new EdECPublicKeySpec(new NamedParameterSpec(curve), point));
    return new VerificationKey(jwk.text("kid"), key, Set.of("EdDSA", curve));
  }

  /** Returns whether a token that names this key and this algorithm can be verified with it. */
  boolean fits(@Nullable String kid, String algorithm) {
    return algorithms.contains(algorithm) && (kid == null || id == null || kid.equals(id));
  }

  /** Returns whether the key has this id. */
  boolean isNamed(String kid) {
    return kid.equals(id);
  }

  /** Verifies a signature; false for anything that is not one. */
  boolean verifies(String algorithm, byte[] signed, byte[] signature) {
    if (!algorithms.contains(algorithm)) {
      return false;
    }
    try {
      Signature verifier = verifier(algorithm);
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Signature verifier(String algorithm) throws GeneralSecurityException {
    String bits = algorithm.substring(2);
    return switch (algorithm) {
      case "RS256", "RS384", "RS512" -> Signature.getInstance("SHA" + bits + "withRSA");
      case "ES256", "ES384", "ES512" ->
          Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
      case "PS256", "PS384", "PS512" -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        String hash = "SHA-" + bits;
        pss.setParameter(
            new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1));
        yield pss;
      }
      default -> Signature.getInstance("EdDSA");
    };
  }
}
