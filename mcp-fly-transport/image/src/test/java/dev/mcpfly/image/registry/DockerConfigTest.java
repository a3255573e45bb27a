package dev.mcpfly.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DockerConfigTest {
  @TempDir private Path home;

  private RegistryCredentials config(String json) throws IOException {
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(home.resolve(".docker/config.json"), json);
    return DockerConfig.in(Map.of("PATH", home.resolve("bin").toString()), home);
  }

  private static String basic(String login) {
    return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  private static String secret(RegistryCredentials credentials, String registry) {
    return credentials
        .loginFor(registry)
        .map(login -> login.user() + " " + login.secret())
        .orElse("none");
  }

  @Test
  void hasNoLoginsWithoutAFile() {
    assertThat(DockerConfig.in(Map.of(), home).loginFor("ghcr.io")).isEmpty();
  }

  @Test
  void findsTheFileThatTheEnvironmentNames() throws IOException {
    Files.writeString(
        home.resolve("config.json"),
        "{\"auths\":{\"ghcr.io\":{\"auth\":\"" + basic("u:p") + "\"}}}");

    assertThat(
            secret(
                DockerConfig.in(Map.of("DOCKER_CONFIG", home.toString()), Path.of("/nowhere")),
                "ghcr.io"))
        .isEqualTo("u p");
  }

  @Test
  void readsLoginsUnderEveryFormOfKey() throws IOException {
    RegistryCredentials config =
        config(
            "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\""
                + basic("hub:a:b")
                + "\"},\"https://ghcr.io\":{\"username\":\"u\",\"password\":\"p\"},"
                + "\"quay.io/v2/\":{\"auth\":\""
                + basic("q:r")
                + "\"},\"localhost:5000\":{\"identitytoken\":\"idt\"},\"empty.io\":{}}}");

    assertThat(secret(config, "docker.io")).isEqualTo("hub a:b");
    assertThat(secret(config, "ghcr.io")).isEqualTo("u p");
    assertThat(secret(config, "quay.io")).isEqualTo("q r");
    assertThat(secret(config, "localhost:5000")).isEqualTo("<token> idt");
    assertThat(secret(config, "empty.io")).isEqualTo("none");
    assertThat(secret(config, "other.io")).isEqualTo("none");
  }

  @Test
  void reportsDamageWithoutQuotingTheFile() throws IOException {
    RegistryCredentials config = config("{\"auths\":{\"ghcr.io\":{\"auth\":\"hunter2!\"}}}");

    assertThatThrownBy(() -> config.loginFor("ghcr.io"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("docker login ghcr.io")
        .message()
        .doesNotContain("hunter2");
    RegistryCredentials broken = config("{\"auths\":{\"ghcr.io\":{\"auth\":\"hunter2");
    assertThatThrownBy(() -> broken.loginFor("ghcr.io"))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("config.json is not a JSON object")
        .hasNoCause();
  }

  private void helper(String name, String script) throws IOException {
    Path file = home.resolve("bin/docker-credential-" + name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void asksHelpers() throws IOException {
    helper("one", "read url; echo \"{\\\"Username\\\":\\\"$1\\\",\\\"Secret\\\":\\\"$url\\\"}\"");
    helper(
        "all",
        "read url; case $url in q*) echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}';; *) echo"
            + " no; exit 1;; esac");
    RegistryCredentials config =
        config(
            "{\"credHelpers\":{\"ghcr.io\":\"one\"},\"credsStore\":\"all\",\"auths\":{\"x.io\":{\"auth\":\""
                + basic("u:p")
                + "\"}}}");

    assertThat(secret(config, "ghcr.io")).isEqualTo("get ghcr.io");
    assertThat(secret(config, "quay.io")).isEqualTo("<token> t");
    assertThat(secret(config, "x.io")).isEqualTo("u p");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void namesAHelperThatFailsWithoutShowingItsSecret() throws IOException {
    helper("hangs", "sleep 30");
    helper("mad", "echo hunter2");
    String path = home.resolve("bin").toString();

    assertThatThrownBy(() -> new CredentialHelper(path).ask("gone", "x.io"))
        .hasMessageContaining("docker-credential-gone");
    assertThatThrownBy(
            () -> new CredentialHelper(path, Duration.ofMillis(200)).ask("hangs", "x.io"))
        .hasMessageContaining("docker-credential-hangs gave no answer");
    assertThatThrownBy(() -> new CredentialHelper(path).ask("mad", "x.io"))
        .hasMessageContaining("docker-credential-mad")
        .message()
        .doesNotContain("hunter2");
    assertThatThrownBy(() -> new CredentialHelper(path).ask("../../evil", "x.io"))
        .isInstanceOf(ImageException.class);
  }

  @Test
  void sendsFlysRegistryTheMacaroonsOfAToken() {
    assertThat(secret(RegistryCredentials.fly("FlyV1 fm2_a,oauth,fm1a_b"), "registry.fly.io"))
        .isEqualTo("x fm2_a,fm1a_b");
    assertThat(secret(RegistryCredentials.fly("Bearer old"), "registry.fly.io")).isEqualTo("x old");
    assertThat(secret(RegistryCredentials.fly("fm2_a"), "ghcr.io")).isEqualTo("none");
    assertThat(RegistryCredentials.fly("fm2_secret").toString()).doesNotContain("secret");
  }
}
