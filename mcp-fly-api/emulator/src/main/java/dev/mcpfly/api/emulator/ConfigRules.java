package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks a machine config and fills in what the service fills in. Keeps unknown fields. */
final class ConfigRules {
  private ConfigRules() {}

  /**
   * Checks a config.
   *
   * @param unknown is told of fields that the API's description does not have
   * @return the config to keep, which is the caller's own
   * @throws ApiError 400
   */
  static ObjectNode check(@Nullable ObjectNode sent, Consumer<String> unknown) {
    if (sent == null) {
      throw ApiError.badRequest("config is required");
    }
    ObjectNode config = sent.deepCopy();
    ConfigTypes.check(config, unknown);
    ArrayNode containers = Json.items(config, "containers");
    if (Json.text(config, "image", "").isEmpty() && containers.isEmpty()) {
      throw ApiError.invalid("config.image is required");
    }
    for (JsonNode container : containers) {
      if (Json.text(container, "image", "").isEmpty()
          || Json.text(container, "name", "").isEmpty()) {
        throw ApiError.invalid("config.containers need a name and an image each");
      }
      checkFiles(container);
    }
    checkFiles(config);
    checkGuest(config);
    checkMounts(config);
    checkServices(config);
    if (!config.has("init")) {
      config.putObject("init");
    }
    return config;
  }

  private static void checkGuest(ObjectNode config) {
    ObjectNode guest = Json.child(config, "guest");
    if (guest == null) {
      if (!config.hasNonNull("size")) {
        config.putObject("guest").put("cpu_kind", "shared").put("cpus", 1).put("memory_mb", 256);
      }
      return;
    }
    if (config.hasNonNull("size")) {
      throw ApiError.invalid("config.size and config.guest exclude each other");
    }
    String kind = Json.text(guest, "cpu_kind", "shared");
    long cpus = Json.number(guest, "cpus", 1);
    boolean shared = kind.equals("shared");
    long memory = Json.number(guest, "memory_mb", (shared ? 256 : 2048) * cpus);
    if (cpus < 1 || cpus > 16) {
      throw ApiError.invalid("guest.cpus must be between 1 and 16, not " + cpus);
    }
    long least = (shared ? 256 : 2048) * cpus;
    long most = (shared ? 2048 : 8192) * cpus;
    if (memory < least || memory > most || memory % 256 != 0) {
      throw ApiError.invalid(
          "guest.memory_mb of %d %s cpus must be a multiple of 256 between %d and %d, not %d"
              .formatted(cpus, kind, least, most, memory));
    }
    guest.put("cpu_kind", kind).put("cpus", cpus).put("memory_mb", memory);
  }

  private static void checkMounts(ObjectNode config) {
    ArrayNode mounts = Json.items(config, "mounts");
    if (mounts.size() > 1) {
      throw ApiError.invalid("config.mounts may hold one mount at most, not " + mounts.size());
    }
    for (JsonNode mount : mounts) {
      if (!Json.text(mount, "path", "").startsWith("/")) {
        throw ApiError.invalid("mount path must be absolute");
      }
    }
  }

  private static void checkFiles(JsonNode holder) {
    for (JsonNode file : Json.items(holder, "files")) {
      String path = Json.text(file, "guest_path", "");
      if (!path.startsWith("/")) {
        throw ApiError.invalid("files: guest_path '" + path + "' must be absolute");
      }
      int sources = 0;
      for (String source : new String[] {"raw_value", "secret_name", "image_config"}) {
        sources += file.hasNonNull(source) ? 1 : 0;
      }
      if (sources != 1) {
        throw ApiError.invalid(
            "files: " + path + " needs exactly one of raw_value, secret_name, image_config");
      }
    }
  }

  private static void checkServices(ObjectNode config) {
    for (JsonNode service : Json.items(config, "services")) {
      long internal = Json.number(service, "internal_port", 0);
      if (internal < 1 || internal > 65535) {
        throw ApiError.invalid("services: internal_port must be a port, not " + internal);
      }
      for (JsonNode port : Json.items(service, "ports")) {
        boolean range = port.hasNonNull("start_port") || port.hasNonNull("end_port");
        if (port.hasNonNull("port") && range) {
          throw ApiError.invalid("services: port and start_port/end_port exclude each other");
        }
      }
      if (service instanceof ObjectNode own) {
        showAutostop(own);
      }
    }
    ObjectNode env = Json.child(config, "env");
    if (env != null) {
      for (Map.Entry<String, JsonNode> variable : env.properties()) {
        if (variable.getKey().isEmpty() || variable.getKey().contains("=")) {
          throw ApiError.invalid("env: '" + variable.getKey() + "' is not a valid variable name");
        }
      }
    }
  }

  /** The service shows off and stop as false and true, whatever was sent. */
  private static void showAutostop(ObjectNode service) {
    JsonNode autostop = service.get("autostop");
    if (autostop == null || !autostop.isString()) {
      return;
    }
    switch (autostop.stringValue()) {
      case "off", "false", "" -> service.put("autostop", false);
      case "stop", "true" -> service.put("autostop", true);
      case "suspend" -> {}
      default ->
          throw ApiError.invalid("services: unknown autostop '" + autostop.stringValue() + "'");
    }
  }
}
