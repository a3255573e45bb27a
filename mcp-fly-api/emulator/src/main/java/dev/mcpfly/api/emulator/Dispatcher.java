package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the machine for a connection, and wakes one if none is up. The connection is held until
 * the machine runs and listens.
 */
final class Dispatcher {
  private static final int CONNECT_MILLIS = 2000;
  private static final int RETRY_MILLIS = 25;
  private static final int CHOICES = 3;

  private final Catalog catalog;
  private final World world;
  private final Lifecycle lifecycle;
  private final LoadBalancer balancer;

  Dispatcher(Catalog catalog, World world, Lifecycle lifecycle) {
    this.catalog = catalog;
    this.world = world;
    this.lifecycle = lifecycle;
    this.balancer = new LoadBalancer(catalog.settings.regions(), world.nearest());
  }

  /**
   * Finds a machine and connects to it. A request for which all machines are full waits for room.
   *
   * @param wanted where the request is to go
   * @return a connection, whose machine is to be released; or a status and the reason
   */
  Target find(Wanted wanted) {
    Duration patience =
        wanted.patience() == null ? catalog.settings.edgePatience() : wanted.patience();
    Patience until =
        new Patience(world.now().plus(patience), System.nanoTime() + patience.toNanos());
    Target target = findOnce(wanted, until);
    // A machine that went down under the request, or does not listen, does not make it fail while
    // others run.
    for (int downs = 0; target.goesOn() && downs < CHOICES && wanted.instance().isEmpty(); ) {
      downs += target.refused() ? 0 : 1;
      target = findOnce(wanted, until);
    }
    return target;
  }

  private Target findOnce(Wanted wanted, Patience until) {
    Instant deadline = until.deadline();
    Target[] chosen = {world.locked(() -> choose(wanted))};
    if (chosen[0].queued()) {
      world.await(
          () -> {
            chosen[0] = choose(wanted);
            return !chosen[0].queued();
          },
          deadline);
    }
    world.runDue();
    Vm vm = chosen[0].machine();
    if (vm == null) {
      return chosen[0];
    }
    Target target = connect(vm, wanted, until);
    if (target.socket() == null) {
      release(vm);
    }
    return target;
  }

  /** Chooses a machine, counts the connection to it, and wakes it if it sleeps. */
  private Target choose(Wanted wanted) {
    String name = wanted.app();
    EmulatedApp app = catalog.apps.get(name);
    if (app == null) {
      return Target.none(502, "there is no app '" + name + "' on this emulator");
    } else if (app.ips.isEmpty() && !wanted.inside()) {
      return Target.none(502, "app '" + name + "' has no IP assignment, so it is not public");
    }
    List<Vm> serving = serving(app, wanted);
    if (serving.stream().anyMatch(vm -> vm.up() && !vm.refuses())) {
      // A machine that is ending, or not up yet, takes no connections; its requests go to others.
      serving = serving.stream().filter(vm -> !vm.refuses()).toList();
    }
    if (serving.isEmpty()) {
      return Target.none(503, "app '" + name + "' has no machine with a service for this request");
    }
    Optional<Vm> chosen =
        balancer.choose(
            serving, wanted, vm -> service(vm, wanted.port()), vm -> wakes(vm, wanted.port()));
    if (chosen.isEmpty()) {
      return serving.stream().anyMatch(Vm::up)
          ? Target.full("all machines of app '" + name + "' are at their hard limit")
          : Target.none(503, "no machine of app '" + name + "' runs, and none may be started");
    }
    Vm vm = chosen.get();
    if (!vm.up() && Lifecycle.startable(vm)) {
      lifecycle.start(vm);
    }
    vm.connections++;
    return Target.to(vm, null);
  }

  private List<Vm> serving(EmulatedApp app, Wanted wanted) {
    return app.living().stream()
        .filter(vm -> service(vm, wanted.port()).isPresent())
        .filter(vm -> wanted.instance().isEmpty() || vm.id.equals(wanted.instance()))
        .filter(vm -> !vm.cordoned || vm.id.equals(wanted.instance()))
        .filter(vm -> !vm.id.equals(wanted.except()))
        .filter(
            vm ->
                wanted.forceRegions().isEmpty()
                    || wanted.forceRegions().stream()
                        .anyMatch(wish -> balancer.matches(vm.region, wish)))
        .toList();
  }

  /**
   * Returns whether another machine is to be tried instead of one that has refused a connection: as
   * on Fly, whose proxy chooses anew after each refusal.
   */
  private boolean isLeft(Vm vm, Wanted wanted) {
    return wanted.instance().isEmpty()
        && serving(vm.app, wanted).stream()
            .anyMatch(
                other ->
                    other.up()
                        && !other.refuses()
                        && (vm.listened || other.state.equals("started")));
  }

  private boolean wakes(Vm vm, int port) {
    JsonNode service = service(vm, port).orElse(null);
    boolean comes =
        Lifecycle.startable(vm)
            || List.of("stopping", "suspending", "replacing", "created").contains(vm.state);
    return comes
        && Json.flag(service, "autostart", false)
        && !Json.flag(vm.config, "disable_machine_autostart", false);
  }

  /** Returns the service that the app's web address leads to, or another port of the app. */
  private static Optional<JsonNode> service(Vm vm, int external) {
    List<JsonNode> services =
        vm.services().stream().filter(service -> !Json.items(service, "ports").isEmpty()).toList();
    if (external > 0) {
      return services.stream().filter(service -> publishes(service, external)).findFirst();
    }
    return services.stream()
        .filter(service -> publishes(service, 80) || publishes(service, 443))
        .findFirst()
        .or(() -> services.stream().findFirst());
  }

  private static boolean publishes(JsonNode service, int external) {
    return Json.items(service, "ports").stream()
        .anyMatch(port -> Json.number(port, "port", 0) == external);
  }

  /** Waits until the machine is started, by the emulator's clock, and then until it listens. */
  private Target connect(Vm vm, Wanted wanted, Patience until) {
    int port = wanted.port();
    Instant deadline = until.deadline();
    world.await(() -> wakeOnce(vm, port) || vm.rests(), deadline);
    world.runDue();
    world.await(vm::rests, deadline);
    while (true) {
      EmulatedProcess process = world.locked(() -> vm.state.equals("started") ? vm.process : null);
      if (process == null) {
        return Target.down("machine " + vm.id + " is not running, it is " + vm.state);
      }
      Socket socket = open(process, vm, port);
      if (socket != null) {
        world.locked(vm::heard);
        return Target.to(vm, socket);
      }
      boolean left =
          world.locked(
              () -> {
                vm.refused();
                return isLeft(vm, wanted);
              });
      if (left) {
        return Target.refused("machine " + vm.id + " takes no connections");
      }
      if (process instanceof IdleProcess || until.isOver() || !sleep()) {
        return Target.none(502, "machine " + vm.id + " runs, but nothing listens at its port");
      }
    }
  }

  /** Starts a machine that was stopping when it was chosen. */
  private boolean wakeOnce(Vm vm, int port) {
    if (!Lifecycle.startable(vm) || vm.state.equals("failed") || !wakes(vm, port)) {
      return false;
    }
    lifecycle.start(vm);
    return true;
  }

  private static boolean sleep() {
    try {
      Thread.sleep(RETRY_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static @Nullable Socket open(EmulatedProcess process, Vm vm, int external) {
    int port = service(vm, external).map(s -> (int) Json.number(s, "internal_port", 0)).orElse(0);
    Optional<InetSocketAddress> address = process.address(port);
    if (address.isEmpty()) {
      return null;
    }
    Socket socket = new Socket();
    try {
      socket.connect(address.get(), CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      try {
        socket.close();
      } catch (IOException ignored) {
        // it was never open
      }
      return null;
    }
  }

  void release(Vm vm) {
    world.locked(
        () -> {
          vm.connections--;
          vm.lastUse = world.now();
        });
  }

  /**
   * How long a request may wait.
   *
   * @param deadline by the emulator's clock, for what that moves
   * @param nanos by the computer's clock, for a process that is to listen
   */
  private record Patience(Instant deadline, long nanos) {
    boolean isOver() {
      return System.nanoTime() - nanos > 0;
    }
  }

  /**
   * Where a connection goes.
   *
   * @param status the status for the client if there is none
   * @param end why there is none, or none yet
   */
  record Target(@Nullable Vm machine, @Nullable Socket socket, int status, String reason, End end) {
    private enum End {
      FOUND,
      NONE,
      /** It may still come, once a machine has room. */
      FULL,
      /** A machine was chosen that then did not run. */
      DOWN,
      /** One was chosen that takes no connections, and others may. */
      REFUSED
    }

    static Target to(Vm machine, @Nullable Socket socket) {
      return new Target(machine, socket, 200, "", End.FOUND);
    }

    static Target none(int status, String reason) {
      return new Target(null, null, status, reason, End.NONE);
    }

    static Target down(String reason) {
      return new Target(null, null, 503, reason, End.DOWN);
    }

    static Target refused(String reason) {
      return new Target(null, null, 503, reason, End.REFUSED);
    }

    static Target full(String reason) {
      return new Target(null, null, 503, reason, End.FULL);
    }

    boolean queued() {
      return end == End.FULL;
    }

    boolean refused() {
      return end == End.REFUSED;
    }

    /** Returns whether another machine may take the request. */
    boolean goesOn() {
      return end == End.DOWN || end == End.REFUSED;
    }

    /** Returns why a replay failed, in the proxy's words. */
    String failure() {
      return queued() ? "timeout" : status == 502 ? "retries_exhausted" : "no_candidate";
    }
  }
}
