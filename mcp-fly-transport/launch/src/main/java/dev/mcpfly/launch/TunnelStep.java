package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchStep.Kind;

/** Opens the way to a private server, for as long as the launch takes. */
final class TunnelStep implements Step {
  private final Draft draft;

  TunnelStep(Draft draft) {
    this.draft = draft;
  }

  @Override
  public LaunchStep describe() {
    return new LaunchStep(Kind.TUNNEL, "open a way to " + draft.endpoint());
  }

  @Override
  public String run(Progress progress, UndoLog undo) throws InterruptedException {
    Tunnel.Opened way = draft.location().tunnel().open(draft.endpoint());
    draft.way = way;
    undo.add(
        () -> {
          draft.closeWay();
          return "closed the way to " + draft.endpoint();
        });
    return "reached at " + way.uri();
  }
}
