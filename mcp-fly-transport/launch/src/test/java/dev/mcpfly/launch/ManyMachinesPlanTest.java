package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.NetworkPolicy;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a plan says is what is sent, for deployments of several machines and for egress rules. */
@Timeout(120)
class ManyMachinesPlanTest extends PlanTestBase {
  /** The kinds of launch, and what is there before. */
  enum Kind {
    THREE(3) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        return test.several(3);
      }
    },
    THREE_WITH_VOLUMES(3) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        return test.several(3).volume(ServerVolume.of("data", "/data"));
      }
    },
    TWO_OVER_FLYCAST(2) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        return test.several(2).access(Access.flycast(test.tunnelTo("notes")));
      }
    },
    TWO_BEHIND_NGINX(2) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        return test.several(2).reverseProxy(ReverseProxy.nginx()).secret("KEY", "value-1");
      }
    },
    FROM_ONE_TO_THREE(3) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        test.relayed().relay().launch();
        return test.several(3);
      }
    },
    FROM_THE_WRAPPER_TO_TWO(2) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        test.launcher().launch();
        return test.several(2);
      }
    },
    FROM_THREE_TO_FIVE(5) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        test.several(3).launch();
        return test.several(5);
      }
    },
    FROM_FOUR_TO_ONE(1) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        test.several(4).launch();
        return test.several(1);
      }
    },
    WITH_A_NEW_SECRET(3) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        test.several(3).launch();
        return test.several(3).secret("KEY", "value-1");
      }
    },
    MORE_AND_CHANGED(3) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        test.several(2).launch();
        return test.several(3).command("server --more");
      }
    },
    FEWER_AND_CHANGED(2) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        test.several(3).launch();
        return test.several(2).memoryMb(512);
      }
    },
    CHANGED_WHILE_ASLEEP(2) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        McpDeployment there = test.several(2).launch();
        String second = there.machineIds().get(1);
        there.handle().machines().stop(second);
        there.handle().machines().await(second, MachineState.STOPPED, Duration.ofSeconds(30));
        return test.several(2).memoryMb(512);
      }
    },
    ONE_THAT_WAS_SEVERAL(1) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        test.several(2).launch().scale(1);
        return test.several(1).memoryMb(512);
      }
    },
    AS_MANY_AS_THERE_ARE(3) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        test.several(3).launch();
        return test.relayed().region("iad", "fra").memoryMb(512);
      }
    },
    ONLY_TO_ONE_PORT(1) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        return test.launcher().egress(Egress.only("slack.com:443"));
      }
    },
    ONLY_TO_ANOTHER_PORT(2) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        test.several(2).egress(Egress.only("slack.com:443")).launch();
        return test.several(2).egress(Egress.none());
      }
    },
    TO_EVERYWHERE_AGAIN(1) {
      @Override
      McpLauncher launcher(ManyMachinesPlanTest test) {
        test.launcher().egress(Egress.only("*:443", "db.example.com:5432")).launch();
        return test.launcher();
      }
    };

    private final int machines;

    Kind(int machines) {
      this.machines = machines;
    }

    abstract McpLauncher launcher(ManyMachinesPlanTest test);
  }

  private McpLauncher several(int number) {
    return relayed().machines(number).region("iad", "fra");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyLaunchSendsWhatItsPlanSays(Kind kind) {
    McpLauncher launcher = kind.launcher(this);
    LaunchPlan plan = launcher.plan();
    int before = emulator.requests().size();

    McpDeployment deployment = launcher.launch();

    WireComparison.assertSame(plan.calls(), WireComparison.changes(emulator, before));
    assertThat(plan.calls()).isNotEmpty();
    assertThat(plan.json()).doesNotContain("value-", "\uE000");
    assertWhole(deployment, kind.machines);
    assertThat(launcher.plan().steps()).as("nothing is left to do").isEmpty();
  }

  /** The machines run the same, none is out of rotation, and opening the app finds all of them. */
  private void assertWhole(McpDeployment deployment, int machines) {
    List<Machine> there = deployment.handle().machines().list();
    assertThat(there).extracting(Machine::id).hasSize(machines);
    assertThat(there).extracting(Machine::id).containsAll(deployment.machineIds());
    assertThat(there).noneMatch(Machine::cordoned);
    assertThat(there)
        .extracting(machine -> machine.config().orElseThrow().json().object("env"))
        .containsOnly(there.get(0).config().orElseThrow().json().object("env"));
    assertThat(deployment.machineIds()).hasSize(machines);
    assertThat(
            McpDeployments.on(fly)
                .host(host)
                .tunnel(tunnelTo("notes"))
                .open(deployment.app())
                .machineIds())
        .isEqualTo(deployment.machineIds());
  }

  /** Later changes of a deployment: how each is planned, and how it is done. */
  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private enum Later {
    MEMORY(3, d -> d.planUpdate(u -> u.memoryMb(512)), d -> d.update(u -> u.memoryMb(512))),
    SECRET(
        3,
        d -> d.planUpdate(u -> u.secret("NEW", "value-9").withoutSecret("KEY")),
        d -> d.update(u -> u.secret("NEW", "value-9").withoutSecret("KEY"))),
    TOKEN(3, McpDeployment::planRotateToken, McpDeployment::rotateToken),
    RESTART(3, McpDeployment::planRestart, McpDeployment::restart),
    SCALE_UP(5, d -> d.planScale(5), d -> d.scale(5)),
    SCALE_DOWN(1, d -> d.planScale(1), d -> d.scale(1)),
    DESTROY(0, McpDeployment::planDestroy, McpDeployment::destroy);

    private final int machines;
    private final Function<McpDeployment, LaunchPlan> plan;
    private final Consumer<McpDeployment> run;

    Later(int machines, Function<McpDeployment, LaunchPlan> plan, Consumer<McpDeployment> run) {
      this.machines = machines;
      this.plan = plan;
      this.run = run;
    }
  }

  @ParameterizedTest
  @EnumSource(Later.class)
  void everyLaterChangeSendsWhatItsPlanSays(Later later) {
    assertSame(later, several(3).secret("KEY", "value-1").launch());
  }

  @ParameterizedTest
  @EnumSource(Later.class)
  void everyLaterChangeOfMachinesWithVolumesSendsWhatItsPlanSays(Later later) {
    assertSame(
        later,
        several(3)
            .secret("KEY", "value-1")
            .volume(ServerVolume.of("data", "/data").size(2))
            .launch());
  }

  @ParameterizedTest
  @EnumSource(
      value = Later.class,
      names = {"SCALE_UP", "RESTART", "MEMORY"})
  void everyLaterChangeOfASingleRelaySendsWhatItsPlanSays(Later later) {
    McpDeployment deployment = relayed().relay().secret("KEY", "value-1").launch();
    int before = emulator.requests().size();
    LaunchPlan plan = later.plan.apply(deployment);

    later.run.accept(deployment);

    WireComparison.assertSame(plan.calls(), WireComparison.changes(emulator, before));
    assertWhole(deployment, later == Later.SCALE_UP ? 5 : 1);
  }

  private void assertSame(Later later, McpDeployment deployment) {
    int begin = emulator.requests().size();
    LaunchPlan plan = later.plan.apply(deployment);
    assertThat(WireComparison.changes(emulator, begin)).as("planning changes nothing").isEmpty();
    int before = emulator.requests().size();

    later.run.accept(deployment);

    assertThat(plan.calls()).isNotEmpty();
    WireComparison.assertSame(plan.calls(), WireComparison.changes(emulator, before));
    assertThat(plan.json()).doesNotContain("value-", "\uE000");
    if (later.machines > 0) {
      assertWhole(deployment, later.machines);
    } else {
      assertThat(fly.apps().find(deployment.app())).isEmpty();
    }
  }

  @Test
  void removesAMachineThatFallsAsleepBeforeItIsDrained() {
    McpDeployment deployment = several(2).launch();
    String second = deployment.machineIds().get(1);
    deployment.listener(
        event -> {
          if (event instanceof LaunchEvent.StepStarted) {
            deployment.handle().machines().suspend(second);
            deployment
                .handle()
                .machines()
                .await(second, MachineState.SUSPENDED, Duration.ofSeconds(30));
          }
        });

    deployment.scale(1);

    assertThat(deployment.handle().machines().list()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"ONLY_TO_ONE_PORT", "ONLY_TO_ANOTHER_PORT", "TO_EVERYWHERE_AGAIN"})
  void appHasTheRequestedNetworkPolicy(Kind kind) {
    McpDeployment deployment = kind.launcher(this).launch();

    assertThat(deployment.handle().networkPolicies().list())
        .flatExtracting(NetworkPolicy::rules)
        .flatExtracting(rule -> rule.objects("ports"))
        .extracting(port -> port.text("protocol", "") + "/" + port.integer("port", 0))
        .containsExactlyElementsOf(
            switch (kind) {
              case ONLY_TO_ONE_PORT -> List.of("udp/53", "tcp/53", "tcp/443");
              case ONLY_TO_ANOTHER_PORT -> List.of("udp/53", "tcp/53");
              default -> List.of();
            });
  }
}
