package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Chooses a machine as Fly's proxy does: the least loaded, then the nearest; one at its soft limit
 * only if all others are, one at its hard limit never. Used inside the world's lock.
 */
final class LoadBalancer {
  private static final long SOFT_LIMIT = 20;

  private final List<EmulatedRegion> regions;
  private final String nearest;
  private long turn;

  LoadBalancer(List<EmulatedRegion> regions, String nearest) {
    this.regions = regions;
    this.nearest = nearest;
  }

  /**
   * Chooses a machine.
   *
   * @param serving the machines that have a service for the request
   * @param service finds a machine's service
   * @param wakes returns whether a machine may be started for the request
   * @return the machine, up or to be started; empty if all that could take it are full or down
   */
  Optional<Vm> choose(
      List<Vm> serving,
      Wanted wanted,
      Function<Vm, Optional<JsonNode>> service,
      Predicate<Vm> wakes) {
    Predicate<Vm> hasRoom = vm -> vm.connections < limit(vm, service, "hard_limit", Long.MAX_VALUE);
    Predicate<Vm> isEasy =
        hasRoom.and(vm -> vm.connections < limit(vm, service, "soft_limit", SOFT_LIMIT));
    Predicate<Vm> isUp = Vm::up;
    if (!wanted.preferInstance().isEmpty()) {
      Optional<Vm> preferred =
          serving.stream()
              .filter(vm -> vm.id.equals(wanted.preferInstance()))
              .filter(hasRoom.and(isUp.or(wakes)))
              .findFirst();
      if (preferred.isPresent()) {
        return preferred.map(this::take);
      }
    }
    Comparator<Vm> order = order(wanted);
    return serving.stream()
        .filter(isUp.and(isEasy))
        .min(order)
        .or(() -> serving.stream().filter(isUp.negate().and(wakes)).min(order))
        .or(() -> serving.stream().filter(isUp.and(hasRoom)).min(order))
        .map(this::take);
  }

  private Vm take(Vm vm) {
    vm.lastTurn = ++turn;
    return vm;
  }

  /** Equal ones take turns. */
  private Comparator<Vm> order(Wanted wanted) {
    List<String> wishes =
        wanted.forceRegions().isEmpty() ? wanted.preferRegions() : wanted.forceRegions();
    return Comparator.<Vm>comparingInt(vm -> rank(vm.region, wishes))
        .thenComparing(vm -> !vm.state.equals("started"))
        .thenComparingInt(vm -> vm.connections)
        .thenComparing(vm -> !vm.region.equals(nearest))
        .thenComparingLong(vm -> vm.lastTurn);
  }

  private int rank(String region, List<String> wishes) {
    for (int i = 0; i < wishes.size(); i++) {
      if (matches(region, wishes.get(i))) {
        return i;
      }
    }
    return wishes.size();
  }

  boolean matches(String region, String wish) {
    return region.equals(wish)
        || EmulatedRegion.matching(regions, wish).stream()
            .anyMatch(found -> found.code().equals(region));
  }

  private static long limit(
      Vm vm, Function<Vm, Optional<JsonNode>> service, String name, long otherwise) {
    JsonNode concurrency =
        service.apply(vm).map(found -> Json.child(found, "concurrency")).orElse(null);
    long limit = Json.number(concurrency, name, otherwise);
    return limit <= 0 ? otherwise : limit;
  }
}
