package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a machine's config into what a runtime needs. Used inside the world's lock. */
final class SpecMaker {
  private final World world;

  SpecMaker(World world) {
    this.world = world;
  }

  /** Describes the containers of a machine; one that is the machine itself where it has none. */
  List<ContainerSpec> make(Vm vm) {
    ObjectNode config = vm.config;
    if (Json.items(config, "containers").isEmpty()) {
      ObjectNode init = Json.child(config, "init");
      MachineSpec spec = make(vm, config, init == null ? Json.object() : init, vm.secrets);
      return List.of(new ContainerSpec("", spec, Map.of(), 0));
    }
    List<ContainerSpec> containers = new ArrayList<>();
    for (JsonNode container : Json.items(config, "containers")) {
      Map<String, Boolean> dependsOn = new LinkedHashMap<>();
      for (JsonNode other : Json.items(container, "depends_on")) {
        dependsOn.put(
            Json.text(other, "name", ""), Json.text(other, "condition", "").equals("healthy"));
      }
      containers.add(
          new ContainerSpec(
              Json.text(container, "name", ""),
              make(vm, container, container, handed(vm, container)),
              dependsOn,
              checkedPort(container)));
    }
    return containers;
  }

  /** A container sees only the secrets that it names. */
  private static Map<String, String> handed(Vm vm, JsonNode container) {
    Map<String, String> secrets = new LinkedHashMap<>();
    for (JsonNode secret : Json.items(container, "secrets")) {
      String variable = Json.text(secret, "env_var", "");
      String value = vm.secrets.get(Json.text(secret, "name", variable));
      if (value != null) {
        secrets.put(variable, value);
      }
    }
    return secrets;
  }

  private static int checkedPort(JsonNode container) {
    for (JsonNode check : Json.items(container, "healthchecks")) {
      ObjectNode tcp = Json.child(check, "tcp");
      if (tcp != null) {
        return (int) Json.number(tcp, "port", 0);
      }
    }
    return 0;
  }

  private MachineSpec make(Vm vm, JsonNode main, JsonNode command, Map<String, String> secrets) {
    List<String> cmd = strings(command, "exec");
    return new MachineSpec(
        vm.app.name,
        vm.id,
        vm.region,
        Json.text(main, "image", ""),
        strings(command, "entrypoint"),
        cmd.isEmpty() ? strings(command, "cmd") : cmd,
        environment(vm, main),
        secrets,
        files(vm, main),
        mounts(vm, main),
        new String(Json.write(vm.config), StandardCharsets.UTF_8),
        line -> vm.app.logs.add(world.now(), vm, "app", "info", line));
  }

  private static List<String> strings(@Nullable JsonNode node, String member) {
    List<String> values = new ArrayList<>();
    Json.items(node, member).forEach(value -> values.add(value.asString()));
    return values;
  }

  private static Map<String, String> environment(Vm vm, JsonNode main) {
    Map<String, String> env = new LinkedHashMap<>();
    for (JsonNode source : List.of(vm.config, main)) {
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

  private static Map<String, byte[]> files(Vm vm, JsonNode main) {
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

  /** A container mounts volumes of the machine by their names, at its own paths. */
  private static Map<String, Path> mounts(Vm vm, JsonNode main) {
    Map<String, Path> mounts = new LinkedHashMap<>();
    for (JsonNode mount : Json.items(vm.config, "mounts")) {
      EmulatedVolume volume = vm.app.volumes.get(Json.text(mount, "volume", ""));
      if (volume == null) {
        continue;
      } else if (Json.items(vm.config, "containers").isEmpty()) {
        mounts.put(Json.text(mount, "path", "/"), volume.directory);
        continue;
      }
      for (JsonNode own : Json.items(main, "mounts")) {
        if (Json.text(own, "name", "").equals(Json.text(mount, "name", volume.name))) {
          mounts.put(Json.text(own, "path", "/"), volume.directory);
        }
      }
    }
    return mounts;
  }
}
