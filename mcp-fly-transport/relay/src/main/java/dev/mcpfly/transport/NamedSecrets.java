package dev.mcpfly.transport;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The secrets of a principal, by the names of the relay's environment variables that hold them.
 *
 * @param tokenFrom the variable that holds the bearer token, or empty if there is none
 * @param environment variables of the principal's server, and the relay's variables that hold their
 *     values
 */
record NamedSecrets(String tokenFrom, Map<String, String> environment) {
  static final NamedSecrets NONE = new NamedSecrets("", Map.of());

  NamedSecrets {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  NamedSecrets withToken(String variable) {
    return new NamedSecrets(variable, environment);
  }

  NamedSecrets with(String name, String variable) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put(name, variable);
    return new NamedSecrets(tokenFrom, all);
  }
}
