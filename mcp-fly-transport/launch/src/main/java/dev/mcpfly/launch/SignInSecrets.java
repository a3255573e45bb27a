package dev.mcpfly.launch;

import dev.mcpfly.transport.auth.OAuthLogin;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The secrets by which the relay in the machine learns who may sign in. Each user, epoch and key
 * has a secret of its own: Fly never returns values, so that each must be changeable without the
 * others. Which users there are can be read off the names.
 */
final class SignInSecrets {
  static final String PREFIX = "MCP_FLY_OAUTH_";
  static final String PUBLIC_URL = "MCP_FLY_PUBLIC_URL";
  static final String CLIENT_SECRET = PREFIX + "CLIENT_SECRET";
  static final String KEY = PREFIX + "KEY";

  private static final String NUMBERED_KEY = KEY + "_";
  private static final String USER = PREFIX + "USER_";
  private static final String EPOCH = PREFIX + "EPOCH_";
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Characters that cannot be mistaken for each other, even on a phone. */
  private static final String READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int GROUPS = 4;
  private static final int GROUP = 4;

  private SignInSecrets() {}

  /** Names the secret that holds a user. */
  static String user(String name) {
    return USER + encoded(name);
  }

  /** Names the secret that holds a user's epoch; only that of a user who was revoked is there. */
  static String epoch(String name) {
    return EPOCH + encoded(name);
  }

  /** Encodes a name: all but letters and digits become {@code _} and two hexadecimal digits. */
  private static String encoded(String name) {
    StringBuilder text = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (each & 0xff);
      if (letter < 0x80 && Character.isLetterOrDigit(letter)) {
        text.append(letter);
      } else {
        text.append('_').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return text.toString();
  }

  /** Returns the user that a variable holds; empty for other variables. */
  static Optional<String> userOf(String variable) {
    if (!variable.startsWith(USER)) {
      return Optional.empty();
    }
    String text = variable.substring(USER.length());
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean coded = text.charAt(i) == '_' && text.substring(i + 1).matches("[0-9A-F]{2}.*");
      name.append(coded ? (char) HexFormat.fromHexDigits(text, i + 1, i + 3) : text.charAt(i));
      i += coded ? 2 : 0;
    }
    return Optional.of(name.toString());
  }

  /** Returns the users whose secrets are among these variables. */
  static List<String> users(Collection<String> variables) {
    return variables.stream().flatMap(variable -> userOf(variable).stream()).sorted().toList();
  }

  /** Returns the variables of keys by their numbers; that without a number is the first. */
  private static NavigableMap<Integer, String> keys(Collection<String> variables) {
    NavigableMap<Integer, String> keys = new TreeMap<>();
    for (String variable : variables) {
      if (variable.equals(KEY)) {
        keys.put(1, KEY);
      } else if (variable.matches(NUMBERED_KEY + "[1-9][0-9]{0,5}")) {
        keys.put(Integer.parseInt(variable.substring(NUMBERED_KEY.length())), variable);
      }
    }
    return keys;
  }

  /** Returns the variable of the key that seals; empty if there is none. */
  static Optional<String> newestKey(Collection<String> variables) {
    return Optional.ofNullable(keys(variables).lastEntry()).map(entry -> entry.getValue());
  }

  /** Names the key that takes the place of those that are there. */
  static String nextKey(Collection<String> variables) {
    NavigableMap<Integer, String> keys = keys(variables);
    return keys.isEmpty() ? KEY : NUMBERED_KEY + (keys.lastKey() + 1);
  }

  /** Returns the keys that are too old to be kept beside so many others. */
  static List<String> oldKeys(Collection<String> variables, int kept) {
    List<String> keys = new ArrayList<>(keys(variables).values());
    return keys.subList(0, Math.max(0, keys.size() - kept));
  }

  /** Returns an epoch that no earlier one is equal to: the seconds since 2026. */
  static String newEpoch(String name) {
    long start = 1_767_225_600L;
    return name + ":" + Math.max(1, System.currentTimeMillis() / 1000 - start);
  }

  /** Returns a password that can be typed on a phone: 79 random bits. */
  static String newPassword() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP; i++) {
      if (i > 0 && i % GROUP == 0) {
        password.append('-');
      }
      password.append(READABLE.charAt(RANDOM.nextInt(READABLE.length())));
    }
    return password.toString();
  }

  /** Returns what the secret of a user holds; to hash a password takes half a second. */
  static String hashed(String name, String password) {
    return OAuthLogin.owner(name, password).encodeUsers();
  }

  static String newKey() {
    return OAuthLogin.newKey();
  }

  /**
   * Checks a user's name.
   *
   * @throws InvalidLaunchException if it is not valid
   */
  static String checkedUser(String name) {
    if (!Given.value("the user", name).matches("[A-Za-z0-9._@+-]{1,64}")) {
      throw new InvalidLaunchException(
          "\"%s\" is not a valid name for a user who signs in; use 1 to 64 letters, digits and the characters . _ @ + -"
              .formatted(Texts.shown(name)));
    }
    return name;
  }

  /**
   * Checks a password.
   *
   * @throws InvalidLaunchException if it is empty or too long
   */
  static String checkedPassword(String name, String password) {
    int length = Given.value("the password", password).length();
    if (length == 0 || length > 256) {
      throw new InvalidLaunchException(
          "The password of %s must have 1 to 256 characters, but has %d."
              .formatted(Texts.shown(name), length));
    }
    return password;
  }

  /** Returns whether a variable is one that tells a relay of sign-in. */
  static boolean isOne(String variable) {
    return variable.toUpperCase(Locale.ROOT).startsWith(PREFIX) || variable.equals(PUBLIC_URL);
  }
}
