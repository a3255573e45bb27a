package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** One app with all that is in it. Guarded by the world's lock. */
final class EmulatedApp {
  final String name;
  final String id;
  final long number;
  final String network;
  final String role;
  final Instant createdAt;
  final List<ObjectNode> ips = new ArrayList<>();
  final Map<String, Vm> machines = new LinkedHashMap<>();
  final Map<String, EmulatedVolume> volumes = new LinkedHashMap<>();
  final NavigableMap<String, EmulatedCertificate> certificates = new TreeMap<>();
  final Map<String, ObjectNode> policies = new LinkedHashMap<>();
  final SecretStore secrets = new SecretStore();
  final KeyRing keys = new KeyRing();
  final LogBuffer logs = new LogBuffer();
  boolean deleting;

  EmulatedApp(String name, String id, long number, String network, String role, Instant createdAt) {
    this.name = name;
    this.id = id;
    this.number = number;
    this.network = network;
    this.role = role;
    this.createdAt = createdAt;
  }

  /** Returns the machines that are not destroyed. */
  List<Vm> living() {
    return machines.values().stream().filter(vm -> !vm.destroyed()).toList();
  }

  boolean hasMachineNamed(String wanted) {
    for (Vm vm : machines.values()) {
      if (vm.name.equals(wanted) && !vm.destroyed()) {
        return true;
      }
    }
    return false;
  }

  String status() {
    List<Vm> living = living();
    if (living.isEmpty()) {
      return "pending";
    }
    return living.stream().anyMatch(vm -> vm.state.equals("started")) ? "deployed" : "suspended";
  }
}
