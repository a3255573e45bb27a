package dev.mcpfly.launch;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;

/** How a deployed server tells its users from strangers. No implementation shows a secret. */
public sealed interface Authorization {
  /**
   * Demands a random bearer token of 256 bits, made at the launch and kept in the app's secrets and
   * in the clients' entries. This is the default. A launch that finds its own deployment again goes
   * on with the token that is there.
   */
  static Authorization generatedBearerToken() {
    return new GeneratedBearer();
  }

  /**
   * Demands a bearer token of the caller's.
   *
   * @param token visible ASCII characters, no blanks
   * @throws InvalidLaunchException if the token cannot be sent in a header
   */
  static Authorization bearerToken(String token) {
    return new Bearer(token);
  }

  /**
   * Demands a user name and a password (HTTP Basic).
   *
   * @param user the user name, without a colon
   * @param password the password
   * @throws InvalidLaunchException if the user name is empty or has a colon, or the password is
   *     empty
   */
  static Authorization basic(String user, String password) {
    return new Basic(user, password);
  }

  /** Lets everybody in who can reach the server. */
  static Authorization none() {
    return new None();
  }

  /** A token that is made at the launch. */
  final class GeneratedBearer implements Authorization {
    private static final SecureRandom RANDOM = new SecureRandom();

    private GeneratedBearer() {}

    static Bearer generate() {
      byte[] bits = new byte[32];
      RANDOM.nextBytes(bits);
      return new Bearer(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    @Override
    public String toString() {
      return "generated bearer token";
    }
  }

  /** A token that is known. */
  final class Bearer implements Authorization {
    private final String token;

    private Bearer(String token) {
      if (!token.matches("[\\x21-\\x7e]+")) {
        throw new InvalidLaunchException(
            "The bearer token must be one or more visible ASCII characters without blanks; give"
                + " another one.");
      }
      this.token = token;
    }

    /** Returns the token itself: a secret. */
    public String token() {
      return token;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bearer bearer && bearer.token.equals(token);
    }

    @Override
    public int hashCode() {
      return token.hashCode();
    }

    @Override
    public String toString() {
      return "bearer token";
    }
  }

  /** A user name and a password. */
  final class Basic implements Authorization {
    private final String user;
    private final String password;

    private Basic(String user, String password) {
      if (user.isEmpty() || user.indexOf(':') >= 0 || password.isEmpty()) {
        throw new InvalidLaunchException(
            "Basic authorization needs a user name without a colon and a password that is not"
                + " empty.");
      }
      this.user = user;
      this.password = password;
    }

    /** Returns the user name. */
    public String user() {
      return user;
    }

    /** Returns the password: a secret. */
    public String password() {
      return password;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Basic basic
          && basic.user.equals(user)
          && basic.password.equals(password);
    }

    @Override
    public int hashCode() {
      return Objects.hash(user, password);
    }

    @Override
    public String toString() {
      return "user " + user + " with a password";
    }
  }

  /** Nobody is asked. */
  final class None implements Authorization {
    private None() {}

    @Override
    public String toString() {
      return "none";
    }
  }
}
