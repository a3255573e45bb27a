package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.ChildProcess;
import dev.mcpfly.transport.internal.ChildSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Starts servers, with additional environment variables for some principals. */
final class OwnedProcesses implements Child.Factory {
  private final ChildSpec shared;
  private final Map<String, ChildSpec> owned = new HashMap<>();

  OwnedProcesses(
      Function<Map<String, String>, ChildSpec> specs,
      Map<String, Map<String, String>> environments) {
    this.shared = specs.apply(Map.of());
    environments.forEach((name, environment) -> owned.put(name, specs.apply(environment)));
  }

  @Override
  public Child start(ChildListener listener) throws IOException {
    return ChildProcess.start(shared, listener);
  }

  @Override
  public Child start(ChildListener listener, String owner) throws IOException {
    return ChildProcess.start(owned.getOrDefault(owner, shared), listener);
  }
}
