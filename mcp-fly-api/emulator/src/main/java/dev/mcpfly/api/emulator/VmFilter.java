package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.util.List;
import java.util.Map;

/** Which machines a list shows. */
record VmFilter(boolean deleted, String region, List<String> states, Map<String, String> metadata) {

  static VmFilter of(ReceivedCall call) {
    return new VmFilter(
        call.flag("include_deleted"),
        call.query("region").orElse(""),
        call.list("state"),
        call.queriesUnder("metadata."));
  }

  boolean accepts(Vm vm) {
    ObjectNode own = Json.child(vm.config, "metadata");
    boolean wanted = deleted || states.contains("destroyed") || !vm.destroyed();
    return wanted
        && (region.isEmpty() || region.equals(vm.region))
        && (states.isEmpty() || states.contains(vm.state))
        && metadata.entrySet().stream()
            .allMatch(entry -> entry.getValue().equals(Json.text(own, entry.getKey())));
  }
}
