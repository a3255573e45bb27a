package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.List;

/** One launch: survey, steps, and the deployment that comes of them. */
final class Launch {
  private final McpLauncher asked;

  Launch(McpLauncher asked) {
    this.asked = asked;
  }

  LaunchPlan plan() {
    Draft draft = Survey.take(asked);
    List<LaunchStep> steps = steps(draft).stream().map(Step::describe).toList();
    return new LaunchPlan(draft.app, draft.server, draft.endpoint(), steps);
  }

  McpDeployment run() {
    return run(new StepRunner(asked.listener), Survey.take(asked));
  }

  /** Launches what has been surveyed already. */
  McpDeployment run(Draft draft) {
    return run(new StepRunner(asked.listener), draft);
  }

  private static McpDeployment run(StepRunner runner, Draft draft) {
    List<Step> steps = steps(draft);
    ShutdownGuard guard = new ShutdownGuard();
    try {
      runner.run(steps);
    } finally {
      draft.closeWay();
      guard.close();
    }
    McpDeployment deployment = McpDeployment.of(draft);
    runner.emit(new LaunchEvent.Launched(deployment.uri(), !steps.isEmpty(), runner.elapsed()));
    return deployment;
  }

  /** The steps for what belongs to the whole app. */
  static List<Step> groundSteps(Draft draft) {
    List<Step> steps = new ArrayList<>();
    if (!draft.appExists) {
      steps.add(new AppStep(draft, draft.app));
    }
    if (!draft.missingAddresses.isEmpty()) {
      steps.add(new AddressesStep(draft));
    }
    if (!draft.missingDomains.isEmpty()) {
      steps.add(new CertificateStep(draft));
    }
    if (draft.secretsChanged) {
      steps.add(new SecretsStep(draft));
    }
    return steps;
  }

  private static List<Step> steps(Draft draft) {
    List<Step> steps = groundSteps(draft);
    steps.addAll(serverSteps(draft));
    return steps;
  }

  private static List<Step> serverSteps(Draft draft) {
    List<Step> steps = new ArrayList<>();
    boolean deploys = true;
    if (draft.imageChanged && draft.source instanceof ServerSource.Built built) {
      steps.add(new ImageStep(draft, built));
    }
    if (draft.host != null && draft.machineChanged) {
      steps.add(new HostStep(draft, draft.host));
    } else if (draft.earlier == null) {
      steps.add(new MachineStep(draft));
    } else if (draft.machineChanged) {
      steps.add(new UpdateStep(draft));
    } else {
      deploys = false;
    }
    boolean writes = ClientFiles.plans(draft).stream().anyMatch(plan -> plan.changesAnything());
    if (deploys) {
      steps.add(new WaitStep(draft));
    }
    if (deploys || writes) { // no client is told of a server that does not answer
      if (!(draft.location().tunnel() instanceof Tunnel.Existing)) {
        steps.add(new TunnelStep(draft));
      }
      steps.add(new HealthStep(draft));
    }
    if (writes) {
      if (ClientFiles.needRelay(draft)) {
        steps.add(new RelayStep(draft, ClientFiles.relayDirectory(draft)));
      }
      steps.add(new ClientFilesStep(draft));
    }
    return steps;
  }
}
