package dev.mcpfly.launch;

import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.launch.Findings.Earlier;
import dev.mcpfly.launch.RollingTurn.Rules;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans what a launch does with machines: new ones come first, so that others take the load while
 * those that are there are changed one after the other; those that are too many go last, when all
 * else has gone well.
 */
final class MachinePlans {
  private final Blueprint blueprint;
  private final Findings found;
  private final AskServer.Door door;

  /** Machines that change together with what they speak cannot stand in for each other. */
  private final boolean rolls;

  MachinePlans(Blueprint blueprint) {
    this.blueprint = blueprint;
    this.found = blueprint.found();
    this.door = AskServer.Door.of(blueprint);
    this.rolls =
        (blueprint.design().isSeveral() || found.machines().size() > 1)
            && blueprint.kept().stream()
                .allMatch(there -> there.record().wire() == blueprint.design().source().wire());
  }

  /** Returns what comes before the way to the server is opened. */
  List<Change> first() {
    List<Change> changes = new ArrayList<>();
    if (found.host().isPresent()) {
      changes.add(change(found.host().get().machine(), Rotation.NONE));
      changes.add(AwaitStart.inLaunch(blueprint, Slot.FIRST, false));
      return changes;
    }
    if (!rolls) {
      for (Earlier there : blueprint.stale()) {
        changes.add(change(there.machine(), Rotation.NONE));
        changes.add(AwaitStart.inLaunch(blueprint, Slot.FIRST, false));
      }
    }
    List<Slot> missing = blueprint.missing();
    List<String> regions = found.ground().regions();
    List<List<String>> dealt =
        missing.size() + blueprint.kept().size() == 1
            ? List.of(regions)
            : Regions.deal(
                regions,
                blueprint.kept().stream().map(there -> there.machine().region()).toList(),
                missing.size());
    MachineOrder order = MachineOrder.of(blueprint);
    for (int i = 0; i < missing.size(); i++) {
      changes.add(new CreateMachine(order, missing.get(i), dealt.get(i)));
    }
    missing.forEach(slot -> changes.add(AwaitStart.inLaunch(blueprint, slot, true)));
    return changes;
  }

  /** Returns what comes when the way is open. */
  List<Change> then() {
    if (found.machines().size() <= 1 && !blueprint.design().isSeveral()) {
      return List.of(AskServer.of(blueprint));
    }
    List<Change> changes = new ArrayList<>();
    if (!blueprint.missing().isEmpty()) {
      changes.add(AskServer.each(door, blueprint.missing()));
    }
    if (rolls) {
      Rules rules =
          new Rules(
              blueprint.asked().patience().start(),
              machine -> ServerTrouble.of(blueprint, machine),
              (state, machine) -> AskServer.ask(door, state, machine, machine));
      for (Earlier there : blueprint.stale()) {
        changes.add(
            change(
                there.machine(),
                new RollingTurn(found.fly(), blueprint.app(), there.machine(), rules)));
      }
    } else {
      changes.add(AskServer.each(door, List.of(Slot.FIRST)));
    }
    return changes;
  }

  /** Returns what comes when all else has been done. */
  List<Change> last() {
    return blueprint.surplus().stream()
        .<Change>map(
            there ->
                new RetireMachine(
                    found.fly(), blueprint.app(), there.machine(), blueprint.server()))
        .toList();
  }

  private Change change(Machine machine, Rotation rotation) {
    boolean intoHost = found.host().isPresent();
    String container = HostedContainer.nameOf(blueprint.server());
    String description =
        !intoHost
            ? "update the machine " + machine.id()
            : (found.earlier().isEmpty() ? "add the container %s to" : "change the container %s of")
                    .formatted(container)
                + " the machine "
                + machine.id();
    return new ChangeMachine(
        found.fly(),
        blueprint.app(),
        machine,
        there ->
            intoHost
                ? HostMachine.update(blueprint, there)
                : DesiredMachine.update(blueprint, there),
        blueprint.design().secrets().changed(),
        new ChangeMachine.Options(
            description,
            "mcp-fly launch of " + blueprint.server(),
            MachineState.STARTED,
            blueprint.asked().patience().start(),
            blueprint.masking(),
            rotation));
  }
}
