package dev.mcpfly.api.model;

import java.util.Objects;

/**
 * The kind of a secret key: what it can do. An open value: what a newer server says is kept as it
 * is.
 *
 * @param value the API's spelling
 */
public record SecretKeyType(String value) {

  /** Signs with ECDSA. */
  public static final SecretKeyType ES256 = new SecretKeyType("es256");

  /** Signs with HMAC-SHA-256. */
  public static final SecretKeyType HS256 = new SecretKeyType("hs256");

  /** Signs with HMAC-SHA-384. */
  public static final SecretKeyType HS384 = new SecretKeyType("hs384");

  /** Signs with HMAC-SHA-512. */
  public static final SecretKeyType HS512 = new SecretKeyType("hs512");

  /** Encrypts with XAES-256-GCM. */
  public static final SecretKeyType XAES256GCM = new SecretKeyType("xaes256gcm");

  /** Authenticates as NaCl does. */
  public static final SecretKeyType NACL_AUTH = new SecretKeyType("nacl_auth");

  /** Encrypts to a public key as NaCl does. */
  public static final SecretKeyType NACL_BOX = new SecretKeyType("nacl_box");

  /** Encrypts as NaCl does. */
  public static final SecretKeyType NACL_SECRETBOX = new SecretKeyType("nacl_secretbox");

  /** Signs as NaCl does. */
  public static final SecretKeyType NACL_SIGN = new SecretKeyType("nacl_sign");

  /** Refuses null. */
  public SecretKeyType {
    Objects.requireNonNull(value, "value");
  }

  /** Returns the one with the API's spelling. */
  public static SecretKeyType of(String value) {
    return new SecretKeyType(value);
  }

  /** Returns the API's spelling. */
  @Override
  public String toString() {
    return value;
  }
}
