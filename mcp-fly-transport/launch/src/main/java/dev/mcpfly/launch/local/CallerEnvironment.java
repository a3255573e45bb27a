package dev.mcpfly.launch.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The few environment variables of this computer that a machine's process needs. */
final class CallerEnvironment {
  private static final boolean WINDOWS = File.separatorChar == '\\';

  /**
   * How this computer reaches the internet, and where npx, uvx and go fetch a server from: behind a
   * company's proxy or mirror nothing starts without them.
   */
  private static final Set<String> NETWORK =
      Set.of(
          "ALL_PROXY",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "SSL_CERT_DIR",
          "SSL_CERT_FILE",
          "CURL_CA_BUNDLE",
          "NODE_EXTRA_CA_CERTS",
          "REQUESTS_CA_BUNDLE",
          "GOFLAGS",
          "GONOPROXY",
          "GONOSUMDB",
          "GOPRIVATE",
          "GOPROXY",
          "GOSUMDB",
          "NPM_CONFIG_CACHE",
          "NPM_CONFIG_CAFILE",
          "NPM_CONFIG_HTTPS_PROXY",
          "NPM_CONFIG_NOPROXY",
          "NPM_CONFIG_PROXY",
          "NPM_CONFIG_REGISTRY",
          "NPM_CONFIG_STRICT_SSL",
          "NPM_CONFIG_USERCONFIG",
          "PIP_CACHE_DIR",
          "PIP_CERT",
          "PIP_CONFIG_FILE",
          "PIP_EXTRA_INDEX_URL",
          "PIP_FIND_LINKS",
          "PIP_INDEX_URL",
          "PIP_PROXY",
          "PIP_TRUSTED_HOST",
          "UV_CACHE_DIR",
          "UV_CONFIG_FILE",
          "UV_DEFAULT_INDEX",
          "UV_EXTRA_INDEX_URL",
          "UV_FIND_LINKS",
          "UV_INDEX",
          "UV_INDEX_URL",
          "UV_NATIVE_TLS",
          "UV_OFFLINE",
          "UV_PYTHON",
          "UV_SYSTEM_CERTS");

  private final Map<String, String> variables;

  private CallerEnvironment(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * Keeps PATH, HOME, the locale and what the network needs, and on Windows what programs cannot
   * start without.
   */
  static CallerEnvironment of(Map<String, String> environment) {
    // Windows spells it Path, or as the user did.
    Map<String, String> kept =
        WINDOWS ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER) : new LinkedHashMap<>();
    environment.forEach(
        (name, value) -> {
          String key = name.toUpperCase(Locale.ROOT);
          boolean needed =
              switch (key) {
                case "PATH", "HOME", "LANG", "LANGUAGE", "TZ" -> true;
                case "SYSTEMROOT", "PATHEXT", "COMSPEC", "USERPROFILE", "APPDATA", "LOCALAPPDATA" ->
                    WINDOWS;
                default -> key.startsWith("LC_") || NETWORK.contains(key);
              };
          if (needed) {
            kept.put(name, value);
          }
        });
    return new CallerEnvironment(kept);
  }

  Map<String, String> variables() {
    return variables;
  }

  /** Finds a program: the path itself where it has a folder, else on the PATH. */
  Optional<Path> find(String program) {
    if (program.indexOf('/') >= 0 || program.indexOf(File.separatorChar) >= 0) {
      Path path = Path.of(program);
      return Files.isExecutable(path) ? Optional.of(path) : Optional.empty();
    }
    for (String folder : variables.getOrDefault("PATH", "").split(File.pathSeparator)) {
      for (String ending : WINDOWS ? new String[] {".exe", ".cmd", ""} : new String[] {""}) {
        Path path = Path.of(folder, program + ending);
        if (!folder.isEmpty() && Files.isExecutable(path) && !Files.isDirectory(path)) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }
}
