package dev.mcpfly.api;

import dev.mcpfly.api.internal.FlyctlConfig;
import dev.mcpfly.api.internal.ProxyRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds token and endpoints where flyctl would: in environment variables and in its file. */
final class ClientEnvironment {
  private final Map<String, String> variables;
  private final @Nullable Path configFile;

  ClientEnvironment(Map<String, String> variables, @Nullable Path configFile) {
    this.variables = variables;
    this.configFile = configFile;
  }

  /**
   * Returns the address of the Machines API, if a variable names one. Fly's documentation uses a
   * different variable.
   */
  @Nullable URI machinesUri() {
    return uri("FLY_FLAPS_BASE_URL", "FLY_API_HOSTNAME");
  }

  /** Returns the address of the other APIs, if a variable names one. */
  @Nullable URI apiUri() {
    return uri("FLY_API_BASE_URL");
  }

  /** Returns the proxies that the variables name, if they do. */
  @Nullable ProxyRules proxy() {
    try {
      return ProxyRules.from(variables);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("proxy", String.valueOf(e.getMessage()));
    }
  }

  /** Returns the file of certificates to trust, if a variable names one. */
  @Nullable Path trustedCertificates() {
    String file = first("SSL_CERT_FILE");
    return file == null ? null : Path.of(file);
  }

  Supplier<String> token() {
    for (String name : new String[] {"FLY_ACCESS_TOKEN", "FLY_API_TOKEN"}) {
      String given = first(name);
      if (given != null) {
        String checked = Rules.token(name, given);
        return () -> checked;
      }
    }
    Path file = file();
    if (file != null && readToken(file).isPresent()) {
      // flyctl renews the token in its file: read it again for each call.
      return () -> readToken(file).orElse("");
    }
    throw new MissingTokenException(
        "No Fly token: set FLY_ACCESS_TOKEN or FLY_API_TOKEN, log in with 'fly auth login' (which"
            + " writes ~/.fly/config.yml), or give one to FlyClient.builder().token(…).",
        Failure.NONE);
  }

  private @Nullable Path file() {
    if (configFile != null) {
      return configFile;
    }
    String directory = first("FLY_CONFIG_DIR");
    if (directory != null) {
      return Path.of(directory, "config.yml");
    }
    String home = first("HOME", "USERPROFILE");
    return home == null ? null : Path.of(home, ".fly", "config.yml");
  }

  private static Optional<String> readToken(Path file) {
    try {
      return FlyctlConfig.accessToken(file);
    } catch (IOException e) {
      throw new MissingTokenException(
          "The token could not be read from " + file + ".", Failure.NONE.withCause(e));
    }
  }

  private @Nullable URI uri(String... names) {
    for (String name : names) {
      String text = first(name);
      if (text != null) {
        try {
          return URI.create(text);
        } catch (IllegalArgumentException e) {
          throw new InvalidRequestException(
              name, name + " is not a valid address; use, for example, https://api.machines.dev.");
        }
      }
    }
    return null;
  }

  /** Returns the first variable that is set to something. */
  private @Nullable String first(String... names) {
    for (String name : names) {
      String value = variables.get(name);
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return null;
  }
}
