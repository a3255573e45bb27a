package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be is said in one sentence, and nothing is started. */
@Timeout(120)
class ManyMachinesInputTest extends PlanTestBase {
  @ParameterizedTest
  @ValueSource(ints = {0, -1, 101, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void rejectsInvalidNumbersOfMachines(int number) {
    assertRefused(() -> launcher().machines(number), "from 1 to 100, but was " + number);
    McpDeployment deployment = launcher().launch();
    int before = emulator.requests().size();
    assertRefused(() -> deployment.scale(number), "from 1 to 100, but was " + number);
    assertRefused(() -> deployment.planScale(number), "from 1 to 100, but was " + number);
    assertThat(WireComparison.changes(emulator, before)).isEmpty();
  }

  @Test
  void rejectsInvalidLimits() {
    for (int[] limits : new int[][] {{0, 5}, {-1, -1}, {5, 4}, {1, 100_001}}) {
      assertRefused(
          () -> launcher().requestLimits(limits[0], limits[1]),
          "requestLimits(%d, %d)".formatted(limits[0], limits[1]));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "slack.com",
        "slack.com:",
        ":443",
        "slack.com:0",
        "slack.com:65536",
        "slack.com:99999",
        "https://slack.com:443",
        "slack.com:443/tcp",
        "-a:1",
        "a b:1",
        "a\u001b[31m:1",
        "*.slack.com:443",
        "slack.com:0443",
        "slack.com:+443",
        "slack.com:\u0664\u0664\u0663",
        "sl\u0430ck.com:443",
        "2001:db8::1",
        "2001:db8::1:443",
        "[2001:db8::1]",
        "[2001:db8::1%eth0]:443",
        "[slack.com]:443",
        "[]:443"
      })
  void rejectsInvalidDestinations(String destination) {
    assertRefused(() -> Egress.only("a.example:1", destination), "is not a valid destination");
  }

  @Test
  void acceptsNamesAndAddresses() {
    assertThat(Egress.only("slack.com:443", "192.0.2.1:22", "[2001:db8::1]:8443", "*:993"))
        .hasToString("Egress[slack.com:443 192.0.2.1:22 [2001:db8::1]:8443 *:993]");
  }

  @Test
  void rejectsMissingDestinationsAndNull() {
    assertRefused(Egress::only, "Egress.none()");
    assertRefused(() -> Egress.only((String) null), "must not be null");
    assertRefused(() -> launcher().egress(null), "must not be null");
  }

  /** What is for one machine. */
  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private enum ForOne {
    INTERNAL(l -> l.access(Access.internal(Tunnel.existing())), "Access.internal"),
    GATEWAY(
        l -> l.access(Access.gateway(java.net.URI.create("https://gw.example.com/n/"))),
        "Access.gateway"),
    INTO_A_MACHINE(l -> l.intoMachine("mine", "d1"), "intoMachine(...)"),
    HTTP(l -> l.http(HttpServerImage.of("ghcr.io/example/server:1")), "speaks HTTP itself");

    private final UnaryOperator<McpLauncher> option;
    private final String sentence;

    ForOne(UnaryOperator<McpLauncher> option, String sentence) {
      this.option = option;
      this.sentence = sentence;
    }
  }

  @ParameterizedTest
  @EnumSource(ForOne.class)
  void rejectsOptionsForASingleMachine(ForOne kind) {
    McpLauncher launcher =
        kind.option.apply(launcher()).authorization(Authorization.none()).machines(3);

    assertRefused(launcher::plan, kind.sentence);
    assertRefused(launcher::launch, kind.sentence);
    assertThat(WireComparison.changes(emulator, 0)).isEmpty();
  }

  @Test
  void rejectsSeveralMachinesAndEgressInAFleetsApp() {
    for (UnaryOperator<McpLauncher> option :
        List.<UnaryOperator<McpLauncher>>of(
            l -> l.machines(2), l -> l.egress(Egress.only("*:443")))) {
      McpFleet<String> fleet =
          McpFleet.machineForEach(
              "shared", List.of("ann"), user -> option.apply(launcher().server("n-" + user)));

      assertRefused(fleet::plan, "an app");
      assertThat(WireComparison.changes(emulator, 0)).isEmpty();
    }
  }

  @Test
  void rejectsScalingWithoutARelayOrADeployment() {
    McpDeployment wrapped = launcher().launch();
    int before = emulator.requests().size();
    assertRefused(() -> wrapped.scale(2), "launch it again with machines(2)");
    assertThat(WireComparison.changes(emulator, before)).isEmpty();
    wrapped.scale(1); // as it is
    wrapped.handle().machines().stop(wrapped.machineId());
    wrapped.handle().machines().await(wrapped.machineId(), MachineState.STOPPED, WAIT);
    assertThat(wrapped.planScale(1).steps()).isEmpty();
  }

  private static final Duration WAIT = Duration.ofSeconds(30);

  private static void assertRefused(Runnable action, String part) {
    assertThatThrownBy(action::run)
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining(part)
        .message()
        .endsWith(".")
        .hasLineCount(1)
        .doesNotContain("\u001b");
  }
}
