package dev.mcpfly.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the addresses that a client can connect to. */
final class RemoteEndpoints {
  private static final Pattern HTTP = Pattern.compile("(?i)https?://[^/?#\\s].*", Pattern.DOTALL);

  private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]{0,30}):");

  /** Some clients replace a part of the address, so the full address is known only to them. */
  private static final Pattern REPLACED = Pattern.compile("[$%{]");

  private RemoteEndpoints() {}

  /** Returns an address in a form for messages, if it is not an HTTP address. */
  static Optional<String> notHttp(String url) {
    if (HTTP.matcher(url).matches()) {
      return Optional.empty();
    }
    Matcher scheme = SCHEME.matcher(url);
    if (!scheme.find()) {
      return REPLACED.matcher(url).find()
          ? Optional.empty()
          : Optional.of("an address that is not complete");
    }
    // What stands behind the scheme may be credentials.
    return scheme.group(1).matches("(?i)https?")
        ? Optional.of("an address without a host")
        : Optional.of(scheme.group(1) + " addresses");
  }
}
