package dev.mcpfly.config.internal.secret;

import java.util.Set;
import java.util.regex.Pattern;

/** Names that tell what a value is: a secret, a map of variables or headers, a mere name. */
final class SecretNames {
  /** Members that hold variables or headers, whose values are hidden whatever they are. */
  static final Set<String> MAPS =
      Set.of("env", "environment", "envs", "headers", "http_headers", "oauth", "auth");

  /** Members that name environment variables, rather than to hold their values. */
  static final Set<String> VARIABLES =
      Set.of(
          "bearer_token_env_var",
          "bearerTokenEnvVar",
          "bearer_token_env",
          "api_key_env",
          "api_key_header",
          "api_key_format",
          "env_http_headers",
          "env_vars",
          "env_keys");

  /** Of a longer name, only the end is looked at. */
  private static final int LONGEST = 200;

  private static final Pattern SECRET =
      Pattern.compile(
          "(?i:token|secret|passw|passphrase|passcode|pwd|auth(?!or(?!i[sz]))|credential|cookie|bearer|signature|seed|mnemonic|(?:api|access|account|private|license|licence|shared|master|encryption|signing)[-_"
              + " ]?key)|(?i:(?:^|[-_. ])(?:key|pass|pin|pat|jwt|sig|otp|psk|dsn)$)"
              + "|[a-z](?:Key|Pass|Pin|Pat|Jwt|Sig)$");

  private static final Pattern COUNT = Pattern.compile("(?i)tokens$");

  private SecretNames() {}

  /** Returns whether a member, option or header of this name usually holds a secret. */
  static boolean isSecret(String name) {
    String end = name.length() > LONGEST ? name.substring(name.length() - LONGEST) : name;
    return SECRET.matcher(end).find() && !VARIABLES.contains(name);
  }

  /** Returns whether a name is that of a number of tokens, such as {@code max_tokens}. */
  static boolean isCount(String name) {
    return COUNT.matcher(name).find();
  }

  /** Returns whether a text is the name of a variable, as a shell takes it. */
  static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && !isDigit(text.charAt(0))
        && text.chars().allMatch(c -> isLetter(c) || isDigit(c) || c == '_');
  }

  /** Returns whether a text is the name of a variable in capitals, as environments have them. */
  static boolean isCapitals(String text) {
    return isIdentifier(text) && text.chars().noneMatch(c -> c >= 'a' && c <= 'z');
  }

  static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
