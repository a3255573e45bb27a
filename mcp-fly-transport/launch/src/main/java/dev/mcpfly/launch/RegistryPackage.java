package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A package of a server: what can be run. Immutable.
 *
 * @param type {@code npm} and so on, in lower case
 * @param identifier the package's name, image or address; not checked yet
 * @param version the package's version; may be empty
 * @param baseUrl of its package registry; empty for the usual one
 * @param sha256 of its file, in lower case; may be empty
 * @param transport {@code stdio}, {@code streamable-http} or {@code sse}
 * @param url where a server that speaks HTTP answers, with names in curly brackets
 * @param runtimeArguments before the identifier
 * @param packageArguments after it
 * @param environment variables of the server
 */
record RegistryPackage(
    String type,
    String identifier,
    String version,
    String baseUrl,
    String sha256,
    String transport,
    String url,
    List<RegistryArgument> runtimeArguments,
    List<RegistryArgument> packageArguments,
    List<RegistryField> environment) {
  RegistryPackage {
    runtimeArguments = List.copyOf(runtimeArguments);
    packageArguments = List.copyOf(packageArguments);
    environment = List.copyOf(environment);
  }

  /**
   * Reads one.
   *
   * @throws RegistryException if it is not valid
   */
  static RegistryPackage read(JsonObject json) {
    try {
      JsonObject transport = json.object("transport");
      if (transport == null) {
        throw new RegistryException("The package names no transport.");
      }
      String speaks = transport.text("type", "").toLowerCase(Locale.ROOT);
      if (!List.of("stdio", "streamable-http", "sse").contains(speaks)) {
        throw new RegistryException(
            "The package has the transport \"%s\"; only stdio, streamable-http and sse are supported."
                .formatted(Texts.shown(speaks)));
      }
      return new RegistryPackage(
          Texts.shown(json.text("registryType", "").toLowerCase(Locale.ROOT)),
          bounded(json, "identifier"),
          bounded(json, "version"),
          bounded(json, "registryBaseUrl"),
          bounded(json, "fileSha256").toLowerCase(Locale.ROOT),
          speaks,
          bounded(transport, "url"),
          arguments(json, "runtimeArguments"),
          arguments(json, "packageArguments"),
          environment(json));
    } catch (JsonException e) {
      throw new RegistryException(
          "The package is not valid (%s)."
              .formatted(Texts.excerpt(String.valueOf(e.getMessage()), 200)));
    }
  }

  /** Returns a text whose length is checked before patterns are tried on it. */
  private static String bounded(JsonObject json, String member) {
    return RegistryField.bounded(json.text(member, ""), member);
  }

  private static List<RegistryArgument> arguments(JsonObject json, String member) {
    List<JsonObject> all = json.objects(member);
    RegistryField.atMost(all.size(), "arguments", member);
    return all.stream().map(RegistryArgument::read).toList();
  }

  private static List<RegistryField> environment(JsonObject json) {
    List<JsonObject> all = json.objects("environmentVariables");
    RegistryField.atMost(all.size(), "variables", "environmentVariables");
    List<RegistryField> fields = new ArrayList<>();
    for (JsonObject each : all) {
      fields.add(RegistryField.read(checkedVariable(each.text("name", "")), each));
    }
    return fields;
  }

  /** Returns the name of a variable that a stranger may set for the server. */
  static String checkedVariable(String name) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,200}")) {
      throw new RegistryException(
          "The entry has an environment variable with the name \"%s\", which is not valid."
              .formatted(Texts.shown(name)));
    }
    RegistryField.checkedKey(name);
    String upper = name.toUpperCase(Locale.ROOT);
    if (upper.startsWith("FLY_")
        || upper.startsWith("MCP_FLY_")
        || name.equals(NginxConfig.SECRET)) {
      throw new RegistryException(
          "The entry sets the environment variable %s, which configures the relay or Fly itself; that is not allowed."
              .formatted(name));
    }
    return name;
  }

  boolean isStdio() {
    return transport.equals("stdio");
  }

  /** Returns the names whose values are secret wherever they are used. */
  Set<String> secretKeys() {
    Set<String> keys = new HashSet<>();
    runtimeArguments.forEach(each -> each.field().addSecretKeys(keys));
    packageArguments.forEach(each -> each.field().addSecretKeys(keys));
    environment.forEach(each -> each.addSecretKeys(keys));
    return keys;
  }

  /** Returns all variables of the package: one may be declared in one value and used in another. */
  Map<String, RegistryField> variables() {
    Map<String, RegistryField> all = new HashMap<>();
    runtimeArguments.forEach(each -> each.field().variables().forEach(all::putIfAbsent));
    packageArguments.forEach(each -> each.field().variables().forEach(all::putIfAbsent));
    environment.forEach(each -> each.variables().forEach(all::putIfAbsent));
    return all;
  }
}
