package dev.mcpfly.image.registry;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A content digest as registries write it, for example {@code sha256:9f86d0…}. Only the two
 * algorithms that the OCI image specification registers are accepted, because others could not be
 * verified.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex the hash in lower-case hexadecimal
 */
public record Digest(String algorithm, String hex) {
  private static final Pattern FORM =
      Pattern.compile("(sha256):([0-9a-f]{64})|(sha512):([0-9a-f]{128})");

  /** Checks the parts. */
  public Digest {
    if (!FORM.matcher(algorithm + ":" + hex).matches()) {
      throw new ImageException(
          ImageException.Reason.BAD_INPUT,
          "'" + Text.excerpt(algorithm + ":" + hex) + "' is not a sha256 or sha512 digest.");
    }
  }

  /**
   * Parses a digest.
   *
   * @throws ImageException if the text is not a digest of a known algorithm
   */
  public static Digest parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new ImageException(
          ImageException.Reason.BAD_INPUT,
          "'" + Text.excerpt(text) + "' is not a sha256 or sha512 digest.");
    }
    int colon = text.indexOf(':');
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  /** Returns the SHA-256 digest of some bytes. */
  public static Digest sha256(byte[] bytes) {
    return new Digest("sha256", HexFormat.of().formatHex(hasher("SHA-256").digest(bytes)));
  }

  /** Returns a new hasher of this digest's algorithm. */
  public MessageDigest hasher() {
    return hasher(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
  }

  /** Returns whether a finished hash is this digest. */
  public boolean matches(byte[] hash) {
    return hex.equals(HexFormat.of().formatHex(hash));
  }

  private static MessageDigest hasher(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no " + name + ".", e);
    }
  }

  /** Returns the text form, {@code algorithm:hex}. */
  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
