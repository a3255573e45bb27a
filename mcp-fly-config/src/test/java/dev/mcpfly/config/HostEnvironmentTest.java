package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HostEnvironmentTest {
  @Test
  void usesTheHomeDirectoryThatClientsUse() {
    Map<String, String> variables = Map.of("HOME", "/h", "USERPROFILE", "C:\\u");
    String system = System.getProperty("user.home");
    assertThat(HostEnvironment.home(OperatingSystem.LINUX, variables)).isEqualTo("/h");
    assertThat(HostEnvironment.home(OperatingSystem.MACOS, variables)).isEqualTo("/h");
    assertThat(HostEnvironment.home(OperatingSystem.WINDOWS, variables)).isEqualTo("C:\\u");
    assertThat(HostEnvironment.home(OperatingSystem.LINUX, Map.of())).isEqualTo(system);
    assertThat(HostEnvironment.home(OperatingSystem.LINUX, Map.of("HOME", " "))).isEqualTo(system);
  }

  @Test
  void variablesAreNotShown() {
    HostEnvironment host =
        HostEnvironment.of(
            OperatingSystem.LINUX, java.nio.file.Path.of("/h"), Map.of("TOKEN", "hush"));
    assertThat(host.toString()).contains("linux", "/h").doesNotContain("hush");
    assertThat(host.variable("TOKEN")).contains("hush");
    assertThat(HostEnvironment.current().home()).isAbsolute();
  }
}
