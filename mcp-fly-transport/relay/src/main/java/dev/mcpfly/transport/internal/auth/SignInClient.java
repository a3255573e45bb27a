package dev.mcpfly.transport.internal.auth;

import java.util.Arrays;
import java.util.List;

/**
 * A client that may ask people to sign in.
 *
 * @param id what it names itself by
 * @param name what it calls itself, which proves nothing
 * @param redirects where answers for it may go
 * @param secret whether it must show a secret at the token endpoint
 * @param origin how its name came here
 */
record SignInClient(String id, String name, List<String> redirects, boolean secret, Origin origin) {
  /** How far a client's name can be trusted. */
  enum Origin {
    /** It says so itself. */
    REGISTERED,
    /** The host of its id says so. */
    DOCUMENT,
    /** A document that is known to this library says so. */
    KNOWN
  }

  /** Returns the client in things that are sealed for it: short, and not an id. */
  String mark() {
    return mark(id);
  }

  static String mark(String id) {
    return Encoding.base64(Arrays.copyOf(Encoding.sha256(id), 16));
  }

  static boolean isDocument(String id) {
    return id.startsWith("https://");
  }
}
