package dev.mcpfly.launch;

import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.util.ArrayList;
import java.util.List;

/** Assigns the addresses under which the app is reached. */
final class AddressesStep implements Step {
  private final Draft draft;

  AddressesStep(Draft draft) {
    this.draft = draft;
  }

  @Override
  public LaunchStep describe() {
    List<PlannedCall> calls = new ArrayList<>();
    for (String type : draft.missingAddresses) {
      calls.add(
          new PlannedCall(
              "POST",
              "/v1/apps/" + draft.app + "/ip_assignments",
              "{\"type\":\"%s\"}".formatted(type)));
    }
    return new LaunchStep(
        Kind.IP_ADDRESSES,
        "assign addresses: " + String.join(", ", draft.missingAddresses),
        calls,
        "");
  }

  @Override
  public String run(Progress progress, UndoLog undo) {
    List<String> assigned = new ArrayList<>();
    for (String type : draft.missingAddresses) {
      IpAssignment address = draft.appHandle().ipAssignments().create(IpAssignment.Type.of(type));
      address
          .ip()
          .ifPresent(
              ip -> {
                assigned.add(ip);
                if (draft.appExists) {
                  undo.add(
                      () -> {
                        draft.appHandle().ipAssignments().delete(ip);
                        return "released the address " + ip;
                      });
                }
              });
    }
    return "assigned " + String.join(" and ", assigned);
  }
}
