package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns a machine's config into what a runtime needs. Used inside the world's lock. */
final class SpecMaker {
  private final World world;

  SpecMaker(World world) {
    this.world = world;
  }

  MachineSpec make(Vm vm) {
    ObjectNode config = vm.config;
    JsonNode main = config.has("image") ? config : Json.items(config, "containers").get(0);
    ObjectNode init = Json.child(config, "init");
    JsonNode command = init == null || init.isEmpty() ? main : init;
    List<String> cmd = strings(command, "exec");
    return new MachineSpec(
        vm.app.name,
        vm.id,
        vm.region,
        Json.text(main, "image", ""),
        strings(command, "entrypoint"),
        cmd.isEmpty() ? strings(command, "cmd") : cmd,
        environment(vm, main),
        vm.secrets,
        files(vm, main),
        mounts(vm),
        new String(Json.write(config), StandardCharsets.UTF_8),
        line -> vm.app.logs.add(world.now(), vm, "app", "info", line));
  }

  private static List<String> strings(@Nullable JsonNode node, String member) {
    List<String> values = new ArrayList<>();
    Json.items(node, member).forEach(value -> values.add(value.asString()));
    return values;
  }

  private static Map<String, String> environment(Vm vm, @Nullable JsonNode main) {
    Map<String, String> env = new LinkedHashMap<>();
    List<JsonNode> sources =
        main == null || vm.config.has("image") ? List.of(vm.config) : List.of(vm.config, main);
    for (JsonNode source : sources) {
      ObjectNode own = Json.child(source, "env");
      if (own != null) {
        own.properties().forEach(entry -> env.put(entry.getKey(), entry.getValue().asString()));
      }
    }
    ObjectNode guest = Json.child(vm.config, "guest");
    env.put("FLY_APP_NAME", vm.app.name);
    env.put("FLY_MACHINE_ID", vm.id);
    env.put("FLY_ALLOC_ID", vm.id);
    env.put("FLY_MACHINE_VERSION", vm.version);
    env.put("FLY_REGION", vm.region);
    env.put("FLY_PRIVATE_IP", vm.privateIp);
    env.put("FLY_PUBLIC_IP", vm.privateIp);
    env.put("FLY_IMAGE_REF", Json.text(main, "image", ""));
    env.put("FLY_VM_MEMORY_MB", String.valueOf(Json.number(guest, "memory_mb", 256)));
    String group = Json.text(Json.child(vm.config, "metadata"), "fly_process_group", "");
    if (!group.isEmpty()) {
      env.put("FLY_PROCESS_GROUP", group);
    }
    return env;
  }

  private static Map<String, byte[]> files(Vm vm, @Nullable JsonNode main) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (JsonNode file : Json.items(main, "files")) {
      String path = Json.text(file, "guest_path", "");
      String raw = Json.text(file, "raw_value");
      String secret = Json.text(file, "secret_name");
      String value = raw != null ? raw : secret == null ? null : vm.secrets.get(secret);
      if (value != null) {
        files.put(path, decode(value));
      }
    }
    return files;
  }

  private static byte[] decode(String value) {
    try {
      return Base64.getMimeDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static Map<String, Path> mounts(Vm vm) {
    Map<String, Path> mounts = new LinkedHashMap<>();
    for (JsonNode mount : Json.items(vm.config, "mounts")) {
      Volume volume = vm.app.volumes.get(Json.text(mount, "volume", ""));
      if (volume != null) {
        mounts.put(Json.text(mount, "path", "/"), volume.directory);
      }
    }
    return mounts;
  }
}
