package dev.mcpfly.config;

import java.util.Map;
import java.util.Optional;

/** Finds what in an entry is, or may be, a secret that is written down. */
final class EntrySecrets {
  private EntrySecrets() {}

  /** Returns what it is, as a noun phrase without the secret; empty if there is none. */
  static Optional<String> in(McpServerEntry entry) {
    for (Map.Entry<String, ConfigValue> header : entry.headers().entrySet()) {
      if (isLiteral(header.getValue())) {
        return Optional.of("the value of the header " + header.getKey());
      }
    }
    for (Map.Entry<String, ConfigValue> variable : entry.env().entrySet()) {
      if (isLiteral(variable.getValue())) {
        return Optional.of("the value of the variable " + variable.getKey());
      }
    }
    if (entry
        .oauth()
        .flatMap(OAuthSignIn::clientSecret)
        .filter(EntrySecrets::isLiteral)
        .isPresent()) {
      return Optional.of("the OAuth client secret");
    }
    if (!entry.url().map(Secrets::hideInUrl).equals(entry.url())) {
      return Optional.of("a part of the endpoint that looks secret");
    }
    return Secrets.hideInArgs(entry.args()).equals(entry.args())
        ? Optional.empty()
        : Optional.of("an argument that looks secret");
  }

  private static boolean isLiteral(ConfigValue value) {
    return value.literalValue().filter(text -> !text.isEmpty()).isPresent();
  }
}
