package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchPlan.Step.Kind;

/** Opens the tunnel to a private server for the duration of the launch. */
final class OpenTunnel implements Change {
  private final Location location;

  OpenTunnel(Location location) {
    this.location = location;
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(Kind.TUNNEL, "open a tunnel to " + location.uri());
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    Tunnel.Opened way = location.tunnel().open(location.uri());
    state.way(way);
    undo.add(
        () -> {
          state.close();
          return "closed the tunnel to " + location.uri();
        });
    return "reached at " + way.uri();
  }
}
