package dev.mcpfly.transport.internal.auth;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals what a server without a database hands out and gets back: AES-256-GCM, with a key for each
 * kind of thing, bound to the issuer. What is opened was sealed by a holder of the same key for the
 * same use, and has not expired. Thread-safe.
 */
final class Sealer {
  /** The uses, none of which opens what was sealed for another. */
  enum Kind {
    CLIENT,
    CODE,
    ACCESS,
    REFRESH,
    FORM,
    BROWSER,
    LINK
  }

  /** What was sealed, and until when it counts, in seconds since the epoch; 0 for ever. */
  record Opened(long expires, List<String> fields) {}

  private static final int NONCE = 12;
  private static final int ID = 4;
  private static final int TAG_BITS = 128;

  /** Longer texts are not worth the work: no sealed text is. */
  static final int LONGEST = 8192;

  private static final class KeySet {
    private final byte[] id;
    private final Map<Kind, Key> keys;

    KeySet(byte[] id, Map<Kind, Key> keys) {
      this.id = id;
      this.keys = keys;
    }
  }

  private final List<KeySet> sets;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * Makes a sealer.
   *
   * @param secrets the present secret, then former ones, which only open the ids of clients
   */
  Sealer(List<String> secrets, InstantSource clock) {
    this.clock = clock;
    List<KeySet> all = new ArrayList<>();
    for (String secret : secrets) {
      byte[] master = Encoding.hmac(Encoding.sha256("mcp-fly sign-in"), secret);
      Map<Kind, Key> keys = new EnumMap<>(Kind.class);
      for (Kind kind : Kind.values()) {
        keys.put(kind, new SecretKeySpec(Encoding.hmac(master, "seal " + kind), "AES"));
      }
      byte[] id = java.util.Arrays.copyOf(Encoding.hmac(master, "id"), ID);
      all.add(new KeySet(id, keys));
    }
    this.sets = List.copyOf(all);
  }

  long now() {
    return clock.instant().getEpochSecond();
  }

  /** Returns random bytes as text. */
  String random(int bytes) {
    byte[] some = new byte[bytes];
    random.nextBytes(some);
    return Encoding.base64(some);
  }

  /**
   * Seals fields.
   *
   * @param expires in seconds since the epoch; 0 for never
   */
  String seal(Kind kind, String issuer, long expires, String... fields) {
    KeySet set = sets.get(0);
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(plain)) {
      out.writeLong(expires);
      for (String field : fields) {
        out.writeUTF(field);
      }
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, set, kind, issuer, nonce, plain.toByteArray());
      ByteArrayOutputStream whole = new ByteArrayOutputStream(ID + NONCE + sealed.length);
      whole.writeBytes(set.id);
      whole.writeBytes(nonce);
      whole.writeBytes(sealed);
      return Encoding.base64(whole.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens what {@link #seal} made; null for anything else, whatever it is. */
  @Nullable Opened open(Kind kind, String issuer, @Nullable String text) {
    Opened opened = openExpired(kind, issuer, text);
    return opened == null || (opened.expires() != 0 && opened.expires() <= now()) ? null : opened;
  }

  /** Opens like {@link #open}, whether it has expired or not. */
  @Nullable Opened openExpired(Kind kind, String issuer, @Nullable String text) {
    if (text == null || text.length() > LONGEST) {
      return null;
    }
    byte[] whole = Encoding.decode(text);
    if (whole == null || whole.length < ID + NONCE + TAG_BITS / 8) {
      return null;
    }
    byte[] id = java.util.Arrays.copyOf(whole, ID);
    byte[] nonce = java.util.Arrays.copyOfRange(whole, ID, ID + NONCE);
    byte[] sealed = java.util.Arrays.copyOfRange(whole, ID + NONCE, whole.length);
    for (KeySet set : kind == Kind.CLIENT ? sets : sets.subList(0, 1)) {
      if (java.util.Arrays.equals(set.id, id)) {
        try {
          return read(cipher(Cipher.DECRYPT_MODE, set, kind, issuer, nonce, sealed));
        } catch (GeneralSecurityException | IOException e) {
          return null;
        }
      }
    }
    return null;
  }

  private static Opened read(byte[] plain) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain));
    long expires = in.readLong();
    List<String> fields = new ArrayList<>();
    while (in.available() > 0) {
      fields.add(in.readUTF());
    }
    return new Opened(expires, fields);
  }

  private static byte[] cipher(
      int mode, KeySet set, Kind kind, String issuer, byte[] nonce, byte[] bytes)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, set.keys.get(kind), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((kind + "|" + issuer + "|").getBytes(StandardCharsets.UTF_8));
    cipher.updateAAD(set.id);
    return cipher.doFinal(bytes);
  }

  /** Says nothing of its keys. */
  @Override
  public String toString() {
    return "Sealer[" + sets.size() + "]";
  }
}
