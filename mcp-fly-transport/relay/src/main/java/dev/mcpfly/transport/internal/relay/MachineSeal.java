package dev.mcpfly.transport.internal.relay;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Ids that say which Machine made them: the id itself, the Machine's id and a MAC (HMAC-SHA-256 cut
 * to 128 bits) over both, the kind and the principal. What opens was made by a relay with the same
 * key, for the same caller and purpose. Thread-safe.
 */
public final class MachineSeal {
  /** What an id is for: one of a kind is of no use as another. */
  enum Kind {
    /** A session of Streamable HTTP. */
    SESSION,
    /** A stream of HTTP+SSE. */
    STREAM,
    /** The client of flyctl's dialect. */
    WRAP,
    /** A task of the stateless revision. */
    TASK,
    /** The state of a call that waits for input, of the stateless revision. */
    STATE
  }

  /**
   * An id that was opened.
   *
   * @param machine the Machine that made it, safe in a header
   * @param inner what was sealed
   */
  record Sealed(String machine, String inner) {}

  private static final Pattern MACHINE = Pattern.compile("[A-Za-z0-9]{1,32}");
  private static final int TAG = 16;

  private final String machine;
  private final SecretKeySpec key;

  /**
   * Makes a seal.
   *
   * @param machine the id of this Machine
   * @param secret any text; relays with the same one open each other's ids
   * @throws IllegalArgumentException if the Machine's id is not 1 to 32 letters and digits
   */
  public MachineSeal(String machine, String secret) {
    if (!MACHINE.matcher(machine).matches()) {
      throw new IllegalArgumentException(
          "The Machine's id must be 1 to 32 letters and digits, as Fly sets it in FLY_MACHINE_ID.");
    }
    this.machine = machine;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("mcp-fly machine ids\0" + secret).getBytes(StandardCharsets.UTF_8));
      this.key = new SecretKeySpec(digest, "HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the Machine that this relay runs in. */
  String machine() {
    return machine;
  }

  /**
   * Returns an id that leads back to this Machine.
   *
   * @param inner visible ASCII
   */
  String seal(Kind kind, String inner, String principal) {
    return inner + "." + machine + "." + tag(kind, machine, inner, principal);
  }

  /** Returns an id that leads back to this Machine, of any text. */
  String sealText(Kind kind, String text, String principal) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return seal(kind, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), principal);
  }

  /** Returns what an id says, or null if no relay with this key made it for this principal. */
  @Nullable Sealed open(Kind kind, @Nullable String id, String principal) {
    int last = id == null ? -1 : id.lastIndexOf('.');
    int first = id == null || last < 0 ? -1 : id.lastIndexOf('.', last - 1);
    if (id == null || first < 1) {
      return null;
    }
    String inner = id.substring(0, first);
    String of = id.substring(first + 1, last);
    byte[] right = tag(kind, of, inner, principal).getBytes(StandardCharsets.US_ASCII);
    byte[] stated = id.substring(last + 1).getBytes(StandardCharsets.UTF_8);
    return MACHINE.matcher(of).matches()
            && inner.chars().allMatch(c -> c > ' ' && c < 0x7F)
            && MessageDigest.isEqual(right, stated)
        ? new Sealed(of, inner)
        : null;
  }

  /** Returns what an id says that {@link #sealText} made. */
  @Nullable Sealed openText(Kind kind, @Nullable String id, String principal) {
    Sealed sealed = open(kind, id, principal);
    return sealed == null
        ? null
        : new Sealed(
            sealed.machine(),
            new String(Base64.getUrlDecoder().decode(sealed.inner()), StandardCharsets.UTF_8));
  }

  private String tag(Kind kind, String of, String inner, String principal) {
    // No part but the last can hold a NUL: what is sealed has one meaning.
    String text =
        kind.name().toLowerCase(Locale.ROOT) + '\0' + of + '\0' + inner + '\0' + principal;
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] full = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(full, TAG));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Shows nothing of the key. */
  @Override
  public String toString() {
    return "MachineSeal[" + machine + ", ****]";
  }
}
