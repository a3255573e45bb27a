package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import dev.mcpfly.transport.auth.OAuthIssuer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a plan says is what is sent, for every kind of launch and every later change. */
@Timeout(120)
class PlanIsTheWireTest extends PlanTestBase {
  private final RecordedRegistry recorded = new RecordedRegistry();

  @AfterEach
  void stopRecorded() {
    recorded.close();
  }

  private McpLauncher withRules() {
    return relayed()
        .tools(t -> t.allow("read_*").forPrincipal("token", p -> p.allow("*")))
        .callerLimits(l -> l.callsPerMinute(60))
        .user("alice", u -> u.token("value-2").secret("GITHUB_TOKEN", "value-3"));
  }

  private McpLauncher byName(String version) {
    for (String each : List.of("1.0.0", "1.1.0")) {
      recorded.add(RegistryDocuments.notes(each));
    }
    return McpLauncher.on(fly)
        .registry("io.github.me/notes", r -> r.from(recorded.client()).version(version))
        .input("folder", "/data")
        .input("token", "value-3")
        .input("KEY", "value-1")
        .host(host)
        .client(clients.zed());
  }

  private McpLauncher signIn() {
    machines.asksForSignIn();
    return relayed().authorization(Authorization.oauth());
  }

  private String otherMachine(String app) {
    fly.apps().create(app, a -> a.org("personal"));
    fly.app(app).ipAssignments().create(IpAssignment.Type.of("shared_v4"));
    String id =
        fly.app(app)
            .machines()
            .create(
                r ->
                    r.config(
                        c ->
                            c.image("example/other")
                                .cmd("serve")
                                .service(8080, s -> s.http(80).https(443))))
            .id();
    fly.app(app).machines().await(id, MachineState.STARTED, Duration.ofSeconds(30));
    return id;
  }

  /** The kinds of launch, and what is there before. */
  enum Kind {
    PLAIN {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.launcher();
      }
    },
    WITH_EVERYTHING {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.launcher()
            .secret("KEY", "value-of-the-key")
            .environment("MODE", "fast")
            .file("/etc/app.json", "{}")
            .fileFromSecret("/etc/key", "KEY2")
            .secret("KEY2", "a2V5")
            .volume(ServerVolume.of("data", "/data"))
            .memoryMb(512)
            .region("iad", "fra")
            .setup("echo hello")
            .domain("mcp.example.com")
            .authorization(Authorization.basic("me", "a-password"));
      }
    },
    OPEN_TO_EVERYBODY {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.launcher().authorization(Authorization.none());
      }
    },
    INTO_AN_APP_THAT_IS_THERE {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.fly.apps().create("mine", a -> a.org("personal"));
        test.fly.app("mine").secrets().set("OLD", "kept");
        return test.launcher().app("mine").secret("KEY", "value-1");
      }
    },
    WITH_A_VOLUME_THAT_IS_THERE {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.fly.apps().create("mine", a -> a.org("personal"));
        test.fly.app("mine").volumes().create(v -> v.name("data").region("iad").sizeGb(1));
        return test.launcher().app("mine").volume(ServerVolume.of("data", "/data")).region("iad");
      }
    },
    OVER_FLYCAST {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.launcher().access(Access.flycast(test.tunnelTo("notes")));
      }
    },
    INSIDE_THE_PRIVATE_NETWORK {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.launcher()
            .access(Access.internal(uri -> Tunnel.Opened.at(test.addressOfTheMachine())));
      }
    },
    BY_THE_RELAY {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.relayed().relay();
      }
    },
    WITH_SIGN_IN {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.signIn();
      }
    },
    WITH_SIGN_IN_CHANGED {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.signIn().launch();
        return test.signIn()
            .authorization(
                Authorization.oauth().user("ann", "a-password").scopes("a").alsoBearerToken());
      }
    },
    FROM_SIGN_IN_TO_A_TOKEN {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.signIn().launch();
        return test.signIn().relay().authorization(Authorization.bearerToken("value-7"));
      }
    },
    WITH_THE_SIGN_IN_OF_AN_ISSUER {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        URI issuer = URI.create("https://login.example.com");
        return test.signIn()
            .authorization(
                Authorization.oauth(
                    OAuthIssuer.at(issuer).introspection(issuer, "relay", "value-6")));
      }
    },
    WITH_SIGN_IN_INTO_A_MACHINE_THAT_IS_THERE {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.signIn().intoMachine("mine", test.otherMachine("mine"));
      }
    },
    WITH_RULES_AND_USERS {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.withRules().secret("KEY", "value-1");
      }
    },
    WITH_OTHER_RULES {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.withRules().launch();
        return test.withRules().tools(t -> t.deny("write_*"));
      }
    },
    WITHOUT_RULES_ANY_MORE {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.withRules().launch();
        return test.launcher();
      }
    },
    WITH_AN_AUDIT_LOG {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.relayed().auditLog("/data/audit.jsonl");
      }
    },
    WITHOUT_AN_AUDIT_LOG_ANY_MORE {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.relayed().auditLog("/data/audit.jsonl").launch();
        return test.relayed();
      }
    },
    OF_AN_HTTP_SERVER_BEHIND_NGINX {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return McpLauncher.on(test.fly)
            .http(HttpServerImage.of("ghcr.io/example/server:1").port(3000))
            .server("notes")
            .host(test.host)
            .client(test.clients.zed())
            .reverseProxy(ReverseProxy.nginx());
      }
    },
    WITH_ANOTHER_CONTAINER {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.launcher().container("db", "postgres:16", c -> {}).secret("KEY", "value-1");
      }
    },
    INTO_A_MACHINE_THAT_IS_THERE {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.launcher()
            .intoMachine("mine", test.otherMachine("mine"))
            .secret("KEY", "value-1");
      }
    },
    BY_ITS_NAME_IN_A_REGISTRY {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        return test.byName("1.0.0");
      }
    },
    CHANGED_VERSION_OF_A_REGISTRY {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.byName("1.0.0").launch();
        return test.byName("1.1.0");
      }
    },
    AT_ITS_PUBLISHER {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.recorded.add(RegistryDocuments.dynatrace());
        return McpLauncher.on(test.fly)
            .registry("io.github.dynatrace-oss/dynatrace-mcp", r -> r.from(test.recorded.client()))
            .input("environment_id", "abc")
            .host(test.host)
            .client(test.clients.zed());
      }
    },
    CHANGED_COMMAND {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.launcher().launch();
        return test.launcher().command("server --more");
      }
    },
    CHANGED_SECRETS {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.launcher().secret("OLD", "value-1").secret("BOTH", "value-2").launch();
        return test.launcher().secret("BOTH", "value-3").secret("NEW", "value-4");
      }
    },
    CHANGED_WHILE_ASLEEP {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        McpDeployment there = test.launcher().launch();
        there.handle().machines().stop(there.machineId());
        there
            .handle()
            .machines()
            .await(there.machineId(), MachineState.STOPPED, Duration.ofSeconds(30));
        return test.launcher().command("server --more");
      }
    },
    CHANGED_IN_A_MACHINE {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        String machine = test.otherMachine("mine");
        test.launcher().intoMachine("mine", machine).secret("KEY", "value-1").launch();
        return test.launcher()
            .intoMachine("mine", machine)
            .secret("KEY", "value-1")
            .command("server --more");
      }
    },
    FOR_ONE_MORE_CLIENT {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.launcher().launch();
        return test.launcher().client(test.clients.cursor());
      }
    },
    OF_WHAT_IS_THERE {
      @Override
      McpLauncher launcher(PlanIsTheWireTest test) {
        test.launcher().launch();
        return test.launcher();
      }
    };

    abstract McpLauncher launcher(PlanIsTheWireTest test);
  }

  private URI addressOfTheMachine() {
    InetSocketAddress address = started.get().address(8080).orElseThrow();
    return URI.create("http://127.0.0.1:" + address.getPort() + "/");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyLaunchSendsWhatItsPlanSays(Kind kind) {
    McpLauncher launcher = kind.launcher(this);
    LaunchPlan plan = launcher.plan();
    int before = emulator.requests().size();

    launcher.launch();

    WireComparison.assertSame(plan.calls(), WireComparison.changes(emulator, before));
    assertThat(plan.json()).doesNotContain("value-", "a-password", "\uE000");
  }

  /** Later changes of a deployment: how each is planned, and how it is done. */
  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private enum Later {
    MEMORY(d -> d.planUpdate(u -> u.memoryMb(512)), d -> d.update(u -> u.memoryMb(512))),
    SECRET(
        d -> d.planUpdate(u -> u.secret("NEW", "value-9").withoutSecret("KEY")),
        d -> d.update(u -> u.secret("NEW", "value-9").withoutSecret("KEY"))),
    COMMAND(
        d -> d.planUpdate(u -> u.command("server --more")),
        d -> d.update(u -> u.command("server --more"))),
    CREDENTIALS(
        d -> d.planUpdate(u -> u.authorization(Authorization.basic("me", "value-8"))),
        d -> d.update(u -> u.authorization(Authorization.basic("me", "value-8")))),
    TOKEN(McpDeployment::planRotateToken, McpDeployment::rotateToken),
    RESTART(McpDeployment::planRestart, McpDeployment::restart),
    DESTROY(McpDeployment::planDestroy, McpDeployment::destroy);

    private final Function<McpDeployment, LaunchPlan> plan;
    private final Consumer<McpDeployment> run;

    Later(Function<McpDeployment, LaunchPlan> plan, Consumer<McpDeployment> run) {
      this.plan = plan;
      this.run = run;
    }
  }

  @ParameterizedTest
  @EnumSource(Later.class)
  void everyLaterChangeSendsWhatItsPlanSays(Later later) {
    McpDeployment deployment = launcher().secret("KEY", "value-1").launch();

    assertSame(later, deployment);
  }

  @ParameterizedTest
  @EnumSource(Later.class)
  void everyLaterChangeInAnExistingMachineSendsWhatItsPlanSays(Later later) {
    McpDeployment deployment =
        launcher().intoMachine("mine", otherMachine("mine")).secret("KEY", "value-1").launch();

    assertSame(later, deployment);
  }

  @ParameterizedTest
  @EnumSource(Later.class)
  void everyLaterChangeOfAFleetsMemberSendsWhatItsPlanSays(Later later) {
    List<McpDeployment> members =
        List.copyOf(fleet().volumes(true).make().launch().launched().values());

    if (later == Later.TOKEN || later == Later.CREDENTIALS) {
      members.get(0).destroy(); // whose token it would be, too
    }
    assertSame(later, members.get(1));
    if (later == Later.DESTROY) {
      assertSame(later, members.get(0)); // the last one, with which the app goes
    }
  }

  @Test
  void aLaterChangeOfRulesSendsWhatItsPlanSays() {
    McpDeployment deployment = withRules().launch();
    Consumer<DeploymentUpdate> change =
        u ->
            u.rules(r -> r.tools(t -> t.deny("write_*")))
                .secret("MCP_FLY_USER_ALICE_TOKEN", "value-4");
    LaunchPlan plan = deployment.planUpdate(change);
    int before = emulator.requests().size();

    deployment.update(change);

    WireComparison.assertSame(plan.calls(), WireComparison.changes(emulator, before));
    assertThat(plan.json()).doesNotContain("value-");
  }

  @Test
  void aLaterChangeOfTheAuditLogSendsWhatItsPlanSays() {
    McpDeployment deployment = relayed().auditLog("/data/audit.jsonl").launch();
    List<Consumer<DeploymentUpdate>> changes =
        List.of(u -> u.auditLog("/data/other.jsonl"), DeploymentUpdate::withoutAuditLog);
    for (Consumer<DeploymentUpdate> change : changes) {
      LaunchPlan plan = deployment.planUpdate(change);
      int before = emulator.requests().size();

      deployment.update(change);

      WireComparison.assertSame(plan.calls(), WireComparison.changes(emulator, before));
    }
  }

  @Test
  void aMoveToAnotherVersionOfARegistrySendsWhatItsPlanSays() {
    McpDeployment deployment = byName("1.0.0").launch();
    LaunchPlan plan =
        deployment.planUpdate(u -> u.registryVersion("1.1.0").input("KEY", "value-2"));
    int before = emulator.requests().size();

    deployment.update(u -> u.registryVersion("1.1.0").input("KEY", "value-2"));

    assertThat(plan.calls()).isNotEmpty();
    WireComparison.assertSame(plan.calls(), WireComparison.changes(emulator, before));
    assertThat(plan.json()).contains("notes@1.1.0").doesNotContain("value-", "\uE000");
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
  }

  /** Later changes of who may sign in. */
  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private enum Users {
    ADD(u -> u.planAdd("ann"), u -> u.add("ann")),
    REMOVE(u -> u.planRemove("bob"), u -> u.remove("bob")),
    PASSWORD(u -> u.planNewPassword("bob"), u -> u.newPassword("bob")),
    REVOKE(u -> u.planRevoke("bob"), u -> u.revoke("bob")),
    REVOKE_ALL(DeploymentUsers::planRevokeAll, DeploymentUsers::revokeAll);

    private final Function<DeploymentUsers, LaunchPlan> plan;
    private final Consumer<DeploymentUsers> run;

    Users(Function<DeploymentUsers, LaunchPlan> plan, Consumer<DeploymentUsers> run) {
      this.plan = plan;
      this.run = run;
    }
  }

  @ParameterizedTest
  @EnumSource(Users.class)
  void everyChangeOfUsersSendsWhatItsPlanSays(Users change) {
    signIn()
        .authorization(Authorization.oauth().user("bob", "a-password"))
        .intoMachine("mine", otherMachine("mine"))
        .launch();
    McpDeployment deployment =
        McpDeployments.on(fly).host(host).problems(problem -> {}).open("mine");
    int begin = emulator.requests().size();
    LaunchPlan plan = change.plan.apply(deployment.users());
    assertThat(WireComparison.changes(emulator, begin)).as("planning changes nothing").isEmpty();
    int before = emulator.requests().size();

    change.run.accept(deployment.users());

    WireComparison.assertSame(plan.calls(), WireComparison.changes(emulator, before));
    assertThat(plan.json())
        .contains("MCP_NOTES_MCP_FLY_OAUTH_")
        .doesNotContain("a-password", "\uE000");
  }

  /** Makes fleets of two in one app. */
  private final class Fleet {
    private boolean volumes;

    Fleet volumes(boolean wanted) {
      volumes = wanted;
      return this;
    }

    McpFleet<String> make() {
      return McpFleet.machineForEach(
              "shared",
              List.of("ann", "bob"),
              user -> {
                McpLauncher launcher = launcher().server("notes-" + user).secret("KEY", "value-1");
                return volumes ? launcher.volume(ServerVolume.of("data", "/data")) : launcher;
              })
          .concurrency(1);
    }
  }

  private Fleet fleet() {
    return new Fleet();
  }

  @Test
  void aFleetInOneAppSendsWhatItsPlansSay() {
    McpFleet<String> fleet = fleet().volumes(true).make();
    List<LaunchPlan> plans = new ArrayList<>(fleet.plan().values());
    int before = emulator.requests().size();

    assertThat(fleet.launch().failed()).isEmpty();

    List<String> sent = WireComparison.changes(emulator, before);
    List<PlannedCall> first = plans.get(0).calls();
    WireComparison.assertSame(first, sent.subList(0, first.size()));
    WireComparison.assertSame(plans.get(1).calls(), sent.subList(first.size(), sent.size()));
  }

  @Test
  void addingAndRemovingClientsMakesNoCall() {
    McpDeployment deployment = launcher().launch();
    int before = emulator.requests().size();

    LaunchPlan added = deployment.planAddClient(clients.cursor().userConfig());
    assertThat(clients.cursor().userConfig().exists()).isFalse();
    deployment.addClient(clients.cursor().userConfig());
    LaunchPlan removed = deployment.planRemoveClient(clients.cursor().userConfig());
    assertThat(clients.cursor().userConfig().servers()).containsKey("notes");
    deployment.removeClient(clients.cursor().userConfig());

    assertThat(added.steps()).isNotEmpty();
    assertThat(removed.steps())
        .extracting(LaunchPlan.Step::diff)
        .singleElement()
        .asString()
        .isNotEmpty();
    assertThat(WireComparison.changes(emulator, before)).isEmpty();
  }

  @Test
  void aPlanInThisProcessStartsNothing() {
    InProcessLauncher launcher =
        McpLauncher.inThisProcess()
            .command(LaunchServerMain.command())
            .server("notes")
            .host(host)
            .client(clients.zed());

    LaunchPlan plan = launcher.plan();

    assertThat(plan.calls()).isEmpty();
    assertThat(plan.steps())
        .extracting(LaunchPlan.Step::kind)
        .containsExactly(LaunchPlan.Step.Kind.PROCESS, LaunchPlan.Step.Kind.CLIENT_FILES);
    assertThat(clients.zed().userConfig().exists()).isFalse();
  }

  @Test
  void comparisonDetectsOneMissingMember() {
    LaunchPlan plan = launcher().volume(ServerVolume.of("data", "/data")).plan();
    List<PlannedCall> calls = new ArrayList<>(plan.calls());
    List<String> sent = calls.stream().map(PlannedCall::toString).toList();
    PlannedCall volume =
        calls.stream().filter(call -> call.path().endsWith("/volumes")).findFirst().orElseThrow();
    for (String member : JsonObject.parse(volume.body()).asMap().keySet()) {
      List<PlannedCall> less = new ArrayList<>(calls);
      less.set(
          calls.indexOf(volume),
          new PlannedCall(
              volume.method(),
              volume.path(),
              JsonObject.parse(volume.body()).without(member).toJson()));

      assertThatThrownBy(() -> WireComparison.assertSame(less, sent))
          .as(member)
          .isInstanceOf(AssertionError.class);
    }
    WireComparison.assertSame(calls, sent);
  }
}
