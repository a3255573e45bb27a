package dev.mcpfly.launch;

import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.ImageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A server of a registry, looked up and derived for one launch or update. Immutable.
 *
 * @param origin where it comes from
 * @param run what it comes to
 */
record RegistryUse(RegistryOrigin origin, RegistryRun run) {
  /**
   * Looks a server up.
   *
   * @param inputs values that were given for it
   * @param remembered values that were given for an earlier version, which it may take
   * @param other values that were given as secrets and variables, which it may take
   * @param kept names of secrets that the app has already
   * @throws InvalidLaunchException if it cannot be launched, with all that is missing
   */
  static RegistryUse of(
      String name,
      McpRegistry.Choice choice,
      Map<String, List<String>> inputs,
      Map<String, List<String>> remembered,
      Map<String, List<String>> other,
      Set<String> kept) {
    try {
      RegistryServer server = choice.registry().server(name, choice.version());
      if (server.status() == RegistryServer.Status.DELETED && !choice.takesDeleted()) {
        throw new RegistryException(
            "%s %s was deleted from the registry%s; choose another version, or call allowDeleted()."
                .formatted(server.name(), Texts.shown(server.version()), reason(server)));
      }
      RegistrySelection selection = RegistrySelection.of(server, choice.type());
      Map<String, List<String>> soft = new HashMap<>(remembered);
      soft.putAll(other);
      RegistryRun run = selection.run(inputs, soft, kept);
      Map<String, List<String>> open = new HashMap<>(remembered);
      inputs.forEach((key, value) -> open.put(key.replaceFirst("^-+", ""), value));
      open.keySet()
          .retainAll(
              selection.inputs().stream()
                  .filter(input -> !input.isSecret())
                  .map(RegistryInput::name)
                  .collect(Collectors.toSet()));
      RegistryOrigin origin =
          new RegistryOrigin(
              choice.registry().uri(), name, server.version(), run.type(), open, false);
      return new RegistryUse(origin, withNotes(run, server));
    } catch (RegistryException e) {
      throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
    }
  }

  private static RegistryRun withNotes(RegistryRun run, RegistryServer server) {
    List<String> notes = new ArrayList<>();
    if (server.status() != RegistryServer.Status.ACTIVE) {
      notes.add(
          "the registry says that this version is %s%s"
              .formatted(server.status().name().toLowerCase(Locale.ROOT), reason(server)));
    }
    return run.withNotes(notes);
  }

  private static String reason(RegistryServer server) {
    return server.statusMessage().isEmpty() ? "" : " (" + server.statusMessage() + ")";
  }

  /** Returns the image that a stdio server is put into; null for the wrapper image. */
  @Nullable ServerImage image() {
    String reference = run.image();
    if (reference == null || run.http() != null) {
      return null;
    }
    try {
      ServerImage image = ServerImage.of(reference);
      for (Map.Entry<String, BundleZip.Content> file : run.files().entrySet()) {
        BundleZip.Content content = file.getValue();
        image = image.file(file.getKey(), content.bytes(), content.isExecutable() ? 0755 : 0644);
      }
      return image;
    } catch (ImageException e) {
      throw new InvalidLaunchException(Texts.excerpt(String.valueOf(e.getMessage()), 500), e);
    }
  }

  /** Returns a server that speaks HTTP itself; null for a stdio server. */
  ServerSource.@Nullable Http http() {
    RegistryRun.Http http = run.http();
    String image = run.image();
    if (http == null || image == null) {
      return null;
    }
    HttpServerImage server = HttpServerImage.of(image).port(http.port());
    server = (http.isSse() ? server.sse() : server).path(http.path());
    return server.command(References.startable(run.command()).toArray(String[]::new)).source();
  }

  /** Returns a request that launches this. */
  LaunchRequest in(LaunchRequest asked) {
    LaunchRequest.Server server = asked.server();
    if (!server.command().isEmpty() || server.image() != null || server.http() != null) {
      throw new InvalidLaunchException(
          "registry(...) cannot be combined with command(...), image(...) and http(...); leave them"
              + " out.");
    }
    run.secrets().keySet().forEach(SecretSource::checkedName);
    Map<String, String> secrets = new LinkedHashMap<>(run.secrets());
    secrets.putAll(asked.secrets());
    Map<String, String> environment = new LinkedHashMap<>(run.environment());
    environment.putAll(asked.machine().environment());
    environment.keySet().removeAll(secrets.keySet());
    boolean http = run.http() != null;
    return new LaunchRequest(
        new LaunchRequest.Server(
            server.name() == null ? ServerName.ofRegistry(origin.name()) : server.name(),
            http || run.remote() != null ? List.of() : run.command(),
            image(),
            http(),
            server.setup(),
            server.relay(),
            server.images(),
            server.reverseProxy(),
            server.companions(),
            new RegistryUse(origin.withSetup(!server.setup().isEmpty()), run)),
        asked.machine().withEnvironment(environment),
        asked.app(),
        secrets,
        asked.authorization(),
        asked.clients(),
        asked.patience());
  }
}
