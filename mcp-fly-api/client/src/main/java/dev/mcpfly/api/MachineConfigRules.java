package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;
import java.util.List;
import java.util.function.Predicate;

/**
 * The rules about fields that depend on each other. Rules that a configuration broke when the
 * server sent it are left to the server, so other fields can still be changed.
 */
final class MachineConfigRules {
  private record Rule(String field, String value, String text, Predicate<JsonObject> brokenBy) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "image",
              "null",
              "must be set, or there must be containers that have one",
              json -> json.get("image") == null && json.objects("containers").isEmpty()),
          new Rule(
              "mounts",
              "a list of several",
              "must hold at most one volume",
              json -> json.objects("mounts").size() > 1),
          new Rule(
              "standbys",
              "set",
              "must be empty for a machine with services",
              json -> !json.texts("standbys").isEmpty() && !json.objects("services").isEmpty()),
          new Rule(
              "size",
              "set",
              "must be absent if a guest is set",
              json -> json.get("size") != null && json.get("guest") != null));

  private MachineConfigRules() {}

  static void check(JsonObject before, JsonObject now) {
    boolean fresh = before.asMap().isEmpty();
    for (Rule rule : RULES) {
      if (rule.brokenBy().test(now) && (fresh || !rule.brokenBy().test(before))) {
        throw new InvalidRequestException(rule.field(), rule.value(), rule.text());
      }
    }
  }

  /** Rejects memory that the guest's CPUs cannot have. */
  static MachineConfig.Guest checked(MachineConfig.Guest guest) {
    int least;
    int most;
    if (guest.cpuKind().equals(MachineConfig.Guest.CpuKind.SHARED)) {
      least = 256;
      most = 2048;
    } else if (guest.cpuKind().equals(MachineConfig.Guest.CpuKind.PERFORMANCE)) {
      least = 2048;
      most = 8192;
    } else {
      return guest;
    }
    int memory = guest.memoryMb();
    if (memory % 256 != 0) {
      throw new InvalidRequestException("guest.memory_mb", memory, "must be a multiple of 256");
    }
    if (memory < least * guest.cpus() || memory > most * guest.cpus()) {
      throw new InvalidRequestException(
          "guest.memory_mb",
          memory,
          "must be "
              + least * guest.cpus()
              + " to "
              + most * guest.cpus()
              + " MB for "
              + guest.cpus()
              + " "
              + guest.cpuKind()
              + " CPU(s)");
    }
    return guest;
  }
}
