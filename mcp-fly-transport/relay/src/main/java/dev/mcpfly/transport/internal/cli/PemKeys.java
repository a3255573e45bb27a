package dev.mcpfly.transport.internal.cli;

import dev.mcpfly.transport.internal.cli.CommandLine.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Reads private keys from PEM files. */
public final class PemKeys {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private PemKeys() {}

  /** Reads an unencrypted PKCS #8 key: RSA, EC or Ed25519. */
  public static PrivateKey read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new UsageException("The key file " + file + " cannot be read.");
    }
    return parse(text, file.toString());
  }

  private static PrivateKey parse(String text, String name) {
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from >= 0 && to > from) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
          try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
          } catch (InvalidKeySpecException | NoSuchAlgorithmException e) {
            // It is a key of another kind.
          }
        }
      } catch (IllegalArgumentException e) {
        // Falls through: it is not Base64.
      }
    }
    throw new UsageException(
        "The key file "
            + name
            + " holds no unencrypted PKCS #8 key (\"BEGIN PRIVATE KEY\") of a kind that is"
            + " supported: RSA, EC or Ed25519.");
  }
}
