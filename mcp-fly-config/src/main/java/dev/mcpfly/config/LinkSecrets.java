package dev.mcpfly.config;

import dev.mcpfly.config.internal.secret.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds secrets that must not get into a link unless the caller asks for it. */
final class LinkSecrets {
  private LinkSecrets() {}

  /** Describes the first secret, as a noun phrase that does not show it; empty if there is none. */
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
        .flatMap(McpServerEntry.SignIn::clientSecret)
        .filter(LinkSecrets::isLiteral)
        .isPresent()) {
      return Optional.of("the OAuth client secret");
    }
    if (!entry.url().map(Secrets::hideInUrl).equals(entry.url())) {
      return Optional.of("a part of the endpoint that looks secret");
    }
    List<String> words = new ArrayList<>();
    entry.command().ifPresent(words::add);
    words.addAll(entry.args());
    return Secrets.hideInCommand(words).equals(words)
        ? Optional.empty()
        : Optional.of("an argument that looks secret");
  }

  private static boolean isLiteral(ConfigValue value) {
    return value.literalValue().filter(text -> !text.isEmpty()).isPresent();
  }
}
