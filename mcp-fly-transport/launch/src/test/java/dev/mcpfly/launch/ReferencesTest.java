package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.OperatingSystem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that a server wants as arguments. */
class ReferencesTest {
  @TempDir Path home;

  @Test
  void shellExpandsOnlyTheReferences() throws Exception {
    List<String> words =
        List.of(
            "printf",
            "%s\\n",
            "--key=${KEY}",
            "a'b\"c",
            "$(id)",
            "`id`",
            "$HOME",
            "",
            "x ${KEY} y");
    List<String> started = new ArrayList<>(References.startable(words));
    ProcessBuilder builder = new ProcessBuilder(started);
    builder.environment().put("KEY", "it's $HOME; \"q\" `x`");

    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(out.lines())
        .containsExactly(
            "--key=it's $HOME; \"q\" `x`",
            "a'b\"c",
            "$(id)",
            "`id`",
            "$HOME",
            "",
            "x it's $HOME; \"q\" `x` y");
  }

  @Test
  void commandsWithoutReferencesStartWithoutAShell() {
    assertThat(References.startable(List.of("npx", "$x", "{y}")))
        .containsExactly("npx", "$x", "{y}");
  }

  @Test
  void theSecretIsInNoConfigurationAndNoPlan() {
    try (FlyEmulator emulator =
        FlyEmulator.builder()
            .runtime(new PingMachines())
            .delays(LifecycleDelays.none())
            .rateLimits(false)
            .start()) {
      FlyClient fly = emulator.client();
      HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
      McpLauncher launcher =
          McpLauncher.on(fly)
              .command(List.of("npx", "-y", "@stripe/mcp", "--api-key=${STRIPE_KEY}"))
              .secret("STRIPE_KEY", "sk_live_very_secret")
              .host(host);

      assertThat(launcher.plan().text()).doesNotContain("sk_live").contains("${STRIPE_KEY}");
      McpDeployment deployment = launcher.launch();

      assertThat(deployment.server()).isEqualTo("stripe");
      String config =
          deployment
              .handle()
              .machines()
              .get(deployment.machineId())
              .config()
              .orElseThrow()
              .json()
              .toJson();
      assertThat(config).doesNotContain("sk_live").contains("${STRIPE_KEY}");
    }
  }

  @Test
  void rejectsReferencesToUnknownNames() {
    try (FlyEmulator emulator = FlyEmulator.builder().rateLimits(false).start()) {
      McpLauncher launcher =
          McpLauncher.on(emulator.client()).command("npx -y x --key=${NO_SUCH_KEY}");

      assertThatThrownBy(launcher::plan)
          .isInstanceOf(InvalidLaunchException.class)
          .hasMessage(
              "The command refers to ${NO_SUCH_KEY}, which is neither a secret nor a variable of"
                  + " the server; set it with secret(\"NO_SUCH_KEY\", ...).");
    }
  }
}
