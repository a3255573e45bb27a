package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a deployment comes from, as its record has it: no secret is in it. Immutable.
 *
 * @param registry the registry's address
 * @param name the server's name there
 * @param version the server's version
 * @param type of the package
 * @param inputs that were given and are not secret
 * @param hasSetup whether its launch had setup lines
 */
record RegistryOrigin(
    URI registry,
    String name,
    String version,
    String type,
    Map<String, List<String>> inputs,
    boolean hasSetup) {
  /** More would not fit into a machine's metadata; it is asked for again by an update. */
  private static final int MAX_INPUTS = 2000;

  RegistryOrigin {
    inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
  }

  /** Returns it as a machine's metadata have it. */
  String text() {
    JsonObject given = JsonObject.of(inputs);
    JsonObject json =
        JsonObject.of("registry", registry.toString())
            .with("name", name)
            .with("version", version)
            .with("type", type);
    if (hasSetup) {
      json = json.with("setup", true);
    }
    return given.toJson().length() > MAX_INPUTS
        ? json.toJson()
        : json.with("inputs", given).toJson();
  }

  /** Reads it; empty if a deployment does not come from a registry. */
  static Optional<RegistryOrigin> parse(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonObject json = JsonObject.parse(text);
      JsonObject given = json.object("inputs");
      Map<String, List<String>> inputs = new TreeMap<>();
      if (given != null) {
        given.asMap().keySet().forEach(name -> inputs.put(name, given.texts(name)));
      }
      return Optional.of(
          new RegistryOrigin(
              URI.create(json.text("registry", "")),
              json.text("name", ""),
              json.text("version", ""),
              json.text("type", ""),
              inputs,
              json.flag("setup", false)));
    } catch (JsonException | IllegalArgumentException e) {
      return Optional.empty(); // it was changed by hand
    }
  }

  RegistryOrigin withSetup(boolean setup) {
    return new RegistryOrigin(registry, name, version, type, inputs, setup);
  }

  /** Returns what it is, in a line for a person. */
  String describe() {
    return "%s %s of %s, as %s".formatted(name, version, registry, type);
  }
}
