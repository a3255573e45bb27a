package dev.mcpfly.image.registry;

import dev.mcpfly.image.internal.JsonMembers;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Logins from Docker's client configuration, which is read again for each request, so a {@code
 * docker login} in between takes effect. The order is Docker's: the registry's own helper, then the
 * store for all, then what is in the file.
 */
final class DockerConfig implements RegistryCredentials {
  private static final String HUB_KEY = "https://index.docker.io/v1/";

  private final Path file;
  private final CredentialHelper helper;

  DockerConfig(Path file, CredentialHelper helper) {
    this.file = file;
    this.helper = helper;
  }

  static DockerConfig ofUser() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    // By name, as Windows spells it Path.
    environment.put("PATH", Objects.requireNonNullElse(System.getenv("PATH"), ""));
    return in(environment, Path.of(System.getProperty("user.home")));
  }

  static DockerConfig in(Map<String, String> environment, Path home) {
    String directory = environment.get("DOCKER_CONFIG");
    Path place =
        directory == null || directory.isBlank() ? home.resolve(".docker") : Path.of(directory);
    return new DockerConfig(
        place.resolve("config.json"), new CredentialHelper(environment.getOrDefault("PATH", "")));
  }

  @Override
  public Optional<RegistryCredentials.Login> loginFor(String registry) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ImageException(
          ImageException.Reason.LOCAL_FILE,
          "Docker's configuration " + file + " cannot be read.",
          e);
    }
    JsonMembers config = Json.object(bytes, "Docker's configuration " + file);
    List<String> keys =
        registry.equals("docker.io")
            ? List.of(HUB_KEY, "index.docker.io", "docker.io", "registry-1.docker.io")
            : List.of(
                registry,
                "https://" + registry,
                "https://" + registry + "/v1/",
                "https://" + registry + "/v2/");

    JsonMembers helpers = config.object("credHelpers");
    for (String key : keys) {
      String name = helpers.text(key);
      if (name != null) {
        return helper.ask(name, key);
      }
    }
    String store = config.text("credsStore");
    if (store != null && !store.isBlank()) {
      Optional<RegistryCredentials.Login> login = helper.ask(store, keys.get(0));
      if (login.isPresent()) {
        return login;
      }
    }
    return fromFile(config.object("auths"), keys, registry);
  }

  private Optional<RegistryCredentials.Login> fromFile(
      JsonMembers auths, List<String> keys, String registry) {
    for (String key : keys) {
      if (auths.hasObject(key)) {
        return login(auths.object(key), registry);
      }
    }
    for (String key : auths.names()) {
      if (auths.hasObject(key) && registry.equals(hostOf(key))) {
        return login(auths.object(key), registry);
      }
    }
    return Optional.empty();
  }

  private Optional<RegistryCredentials.Login> login(JsonMembers entry, String registry) {
    String identity = entry.text("identitytoken");
    if (identity != null && !identity.isEmpty()) {
      return Optional.of(RegistryCredentials.Login.identityToken(identity));
    }
    String user = entry.text("username");
    String password = entry.text("password");
    if (user != null && password != null) {
      return Optional.of(RegistryCredentials.Login.of(user, password));
    }
    String auth = entry.text("auth");
    if (auth == null || auth.isEmpty()) {
      return Optional.empty();
    }
    String decoded;
    try {
      decoded = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      decoded = "";
    }
    int colon = decoded.indexOf(':');
    if (colon < 0) {
      throw new ImageException(
          ImageException.Reason.LOCAL_FILE,
          "The login for "
              + registry
              + " in "
              + file
              + " is damaged: run 'docker login "
              + registry
              + "' again.");
    }
    return Optional.of(
        RegistryCredentials.Login.of(
            decoded.substring(0, colon), decoded.substring(colon + 1).replace("\0", "")));
  }

  private static @Nullable String hostOf(String key) {
    if (!key.startsWith("http://") && !key.startsWith("https://")) {
      int slash = key.indexOf('/');
      return slash < 0 ? key : key.substring(0, slash);
    }
    try {
      return URI.create(key).getRawAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Returns where the logins come from, without any of them. */
  @Override
  public String toString() {
    return "DockerConfig[" + file + "]";
  }
}
