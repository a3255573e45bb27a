package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.util.ArrayList;
import java.util.List;

/** Assigns the addresses under which the app is reached. */
final class AssignAddresses implements Change {
  private final FlyApp app;
  private final boolean appExisted;
  private final List<String> types;
  private final List<FlyRequest<IpAssignment>> requests;

  AssignAddresses(Findings found, List<String> types) {
    this.app = found.handle();
    this.appExisted = found.app().exists();
    this.types = List.copyOf(types);
    this.requests =
        types.stream()
            .map(
                type -> {
                  IpAssignment.Type kind = IpAssignment.Type.of(type);
                  // A new app has no addresses that would have to be told from the new ones.
                  return appExisted
                      ? found.fly().requests().assignIp(found.app().name(), kind)
                      : found.fly().requests().assignFirstIp(found.app().name(), kind);
                })
            .toList();
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(
        Kind.IP_ADDRESSES,
        "assign addresses: " + String.join(", ", types),
        PlannedCall.of(Masking.NOTHING, requests));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) {
    List<String> assigned = new ArrayList<>();
    for (FlyRequest<IpAssignment> request : requests) {
      state
          .send(request)
          .ip()
          .ifPresent(
              ip -> {
                assigned.add(ip);
                if (appExisted) {
                  undo.add(() -> release(ip));
                }
              });
    }
    return "assigned " + String.join(" and ", assigned);
  }

  private String release(String ip) {
    app.ipAssignments().delete(ip);
    return "released the address " + ip;
  }
}
