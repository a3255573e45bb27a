package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One machine. Guarded by the world's lock. */
final class Vm {
  private static final int KEPT_EVENTS = 200;

  /** How long a machine that takes no more connections is asked last. */
  private static final long ENDING_NANOS = 5_000_000_000L;

  /** How long a machine that takes none yet is asked last. */
  private static final long BOOTING_NANOS = 100_000_000L;

  /** The states in which a machine stays until something acts on it. */
  private static final Set<String> RESTING =
      Set.of("created", "started", "stopped", "suspended", "failed", "destroyed");

  final EmulatedApp app;
  final String id;
  final String name;
  final String region;
  final String privateIp;
  final Instant createdAt;
  final Deque<ObjectNode> events = new ArrayDeque<>();
  final List<Version> versions = new ArrayList<>();
  String state = "created";

  /** Whether it was just created and cannot be started yet. */
  boolean preparing;

  /** Whether it boots automatically once it is prepared. */
  boolean launching;

  String version = "";
  ObjectNode config;
  Instant updatedAt;
  Map<String, String> secrets = Map.of();
  boolean cordoned;
  @Nullable Lease lease;
  @Nullable EmulatedProcess process;

  /** Done unless a boot is under way in the runtime. */
  CompletableFuture<Void> booting = CompletableFuture.completedFuture(null);

  /** Whether its process has taken a connection. */
  boolean listened;

  /** When its process refused the last one; 0 if it did not. */
  private long refusedAt;

  int restarts;
  @Nullable Long memoryLimitMb;

  /** Counts what was ordered; a task that finds another number than its own comes too late. */
  long orders;

  /** Connections from the edge that are open now. */
  int connections;

  /** When the load balancer took it last; counts its choices. */
  long lastTurn;

  Instant lastUse;

  Vm(
      EmulatedApp app,
      String id,
      String name,
      String region,
      String privateIp,
      ObjectNode config,
      Instant now) {
    this.app = app;
    this.id = id;
    this.name = name;
    this.region = region;
    this.privateIp = privateIp;
    this.config = config;
    this.createdAt = now;
    this.updatedAt = now;
    this.lastUse = now;
  }

  boolean destroyed() {
    return state.equals("destroyed");
  }

  /** Returns whether the machine runs or is about to. */
  boolean up() {
    return state.equals("started") || state.equals("starting") || state.equals("restarting");
  }

  /** Returns whether the machine stays in its state until something acts on it. */
  boolean rests() {
    return RESTING.contains(state) && !preparing;
  }

  /** Takes note of a process that has just begun. */
  void booted(EmulatedProcess begun) {
    process = begun;
    listened = false;
    refusedAt = 0;
  }

  /** Takes note of a connection that its process has taken. */
  void heard() {
    listened = true;
    refusedAt = 0;
  }

  /** Takes note of a connection that its process has refused. */
  void refused() {
    refusedAt = System.nanoTime();
  }

  /**
   * Returns whether its process takes no connections, as far as the proxy can see: it is ending, or
   * does not listen yet.
   */
  boolean refuses() {
    long memory = listened ? ENDING_NANOS : BOOTING_NANOS;
    return process != null && refusedAt != 0 && System.nanoTime() - refusedAt < memory;
  }

  void record(ObjectNode event) {
    events.addFirst(event);
    if (events.size() > KEPT_EVENTS) {
      events.removeLast();
    }
  }

  List<JsonNode> services() {
    List<JsonNode> services = new ArrayList<>();
    JsonNode found = config.get("services");
    if (found != null) {
      found.forEach(services::add);
    }
    return services;
  }

  /** One version of the config. */
  record Version(String id, ObjectNode config) {}

  /** A lease on the machine. */
  record Lease(String nonce, Instant expiresAt, String owner, String description, String version) {}
}
