package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
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

  private final Catalog catalog;
  private final World world;
  private final Lifecycle lifecycle;

  Dispatcher(Catalog catalog, World world, Lifecycle lifecycle) {
    this.catalog = catalog;
    this.world = world;
    this.lifecycle = lifecycle;
  }

  /**
   * Finds a machine and connects to it.
   *
   * @param wanted where the request is to go
   * @return a connection, whose machine is to be released; or a status and the reason
   */
  Target find(Wanted wanted) {
    Target chosen = world.locked(() -> choose(wanted));
    world.runDue();
    Vm vm = chosen.machine();
    if (vm == null) {
      return chosen;
    }
    Target target = connect(vm, wanted.port());
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
    List<Vm> serving =
        app.living().stream()
            .filter(vm -> service(vm, wanted.port()).isPresent())
            .filter(
                vm -> wanted.instance().isEmpty() ? !vm.cordoned : vm.id.equals(wanted.instance()))
            .toList();
    if (serving.isEmpty()) {
      return Target.none(503, "app '" + name + "' has no machine with a service for this request");
    }
    Comparator<Vm> started = Comparator.comparing(vm -> !vm.state.equals("started"));
    Optional<Vm> up =
        serving.stream().filter(Vm::up).min(started.thenComparingInt(vm -> vm.connections));
    Optional<Vm> chosen =
        up.or(() -> serving.stream().filter(vm -> wakes(vm, wanted.port())).findFirst());
    if (chosen.isEmpty()) {
      return Target.none(503, "no machine of app '" + name + "' runs, and none may be started");
    }
    Vm vm = chosen.get();
    if (!vm.up() && Lifecycle.startable(vm)) {
      lifecycle.start(vm);
    }
    vm.connections++;
    return Target.to(vm, null);
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
  private Target connect(Vm vm, int port) {
    Duration patience = catalog.settings.edgePatience();
    Instant deadline = world.now().plus(patience);
    world.await(() -> wakeOnce(vm, port) || vm.rests(), deadline);
    world.runDue();
    world.await(vm::rests, deadline);
    long giveUp = System.nanoTime() + patience.toNanos();
    while (true) {
      EmulatedProcess process = world.locked(() -> vm.state.equals("started") ? vm.process : null);
      if (process == null) {
        return Target.none(503, "machine " + vm.id + " does not run, it is " + vm.state);
      }
      Socket socket = open(process, vm, port);
      if (socket != null) {
        return Target.to(vm, socket);
      }
      if (process instanceof IdleProcess || System.nanoTime() - giveUp > 0 || !sleep()) {
        return Target.none(502, "machine " + vm.id + " runs, but nothing listens at its port");
      }
    }
  }

  /** Starts a machine that had been on its way down when it was chosen. */
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
   * Where a request is to go.
   *
   * @param app the app
   * @param port the app's port that was asked, or 0 for that of the web
   * @param instance the machine that the request insists on, or an empty text
   * @param inside whether it comes from inside, where no address is needed
   */
  record Wanted(String app, int port, String instance, boolean inside) {
    /** Reads an app's name with a port, if there is one, as in {@code my-app:8443}. */
    static Wanted from(String name, String instance) {
      int colon = name.indexOf(':');
      return colon < 0
          ? new Wanted(name, 0, instance, false)
          : new Wanted(
              name.substring(0, colon),
              Integer.parseInt(name.substring(colon + 1)),
              instance,
              false);
    }

    Wanted replayed(Replay replay) {
      String to = replay.app().isEmpty() ? app : replay.app();
      return new Wanted(to, port, replay.instance(), true);
    }
  }

  /** Where a connection goes. */
  record Target(@Nullable Vm machine, @Nullable Socket socket, int status, String reason) {
    static Target to(Vm machine, @Nullable Socket socket) {
      return new Target(machine, socket, 200, "");
    }

    static Target none(int status, String reason) {
      return new Target(null, null, status, reason);
    }
  }
}
