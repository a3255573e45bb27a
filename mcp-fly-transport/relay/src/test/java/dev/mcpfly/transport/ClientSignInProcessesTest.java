package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Proxies in separate processes, as MCP clients start them: several at once for one server. */
@Timeout(120)
class ClientSignInProcessesTest {
  @TempDir Path directory;
  private ScriptedIssuer issuer;
  private final List<Process> started = new ArrayList<>();
  private Path browser;
  private Path opened;

  @BeforeEach
  void start() throws IOException {
    issuer = new ScriptedIssuer();
    opened = Files.createFile(directory.resolve("opened"));
    browser =
        Files.writeString(
            directory.resolve("browser"), "#!/bin/sh\nprintf '%s\\n' \"$@\" >> " + opened + "\n");
    Files.setPosixFilePermissions(browser, PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
    issuer.close();
  }

  private Process proxy(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RelayMain.class.getName(),
                "proxy",
                "--url",
                issuer.uri().toString()));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MCP_FLY_AUTH_DIR", directory.resolve("auth").toString());
    builder.environment().put("BROWSER", browser.toString());
    builder.redirectError(directory.resolve("stderr-" + started.size()).toFile());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static void initialize(Process process) throws IOException {
    send(
        process,
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
  }

  private static void send(Process process, String line) throws IOException {
    OutputStream out = process.getOutputStream();
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Waits for the browser to be opened, and goes where it was sent. */
  private void browse() throws Exception {
    List<String> lines = List.of();
    for (int i = 0; lines.isEmpty() && i < 600; i++) {
      TimeUnit.MILLISECONDS.sleep(50);
      lines = Files.readAllLines(opened);
    }
    assertThat(lines).as("pages opened").isNotEmpty();
    issuer.browse(URI.create(lines.get(lines.size() - 1)));
  }

  @Test
  void twoConcurrentProxiesOpenOnePageAndBothSignIn() throws Exception {
    Process one = proxy();
    Process other = proxy();
    initialize(one);
    initialize(other);
    browse();
    assertThat(output(one).readLine()).contains("\"result\"");
    assertThat(output(other).readLine()).contains("\"result\"");
    for (Process process : started) {
      process.getOutputStream().close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
    assertThat(Files.readAllLines(opened)).hasSize(1);
    assertThat(issuer.requests("/register")).hasSize(1);
    assertThat(issuer.grants("authorization_code")).hasSize(1);
    for (int i = 0; i < started.size(); i++) {
      assertThat(Files.readString(directory.resolve("stderr-" + i)))
          .doesNotContain("access-", "refresh-", "code-");
    }
  }

  @Test
  void proxyKilledDuringSignInDoesNotBlockOthers() throws Exception {
    Process one = proxy();
    initialize(one);
    browse();
    assertThat(output(one).readLine()).contains("\"result\"");
    Files.writeString(opened, "");
    issuer.expire();
    issuer.refresh.clear();
    Process killed = proxy();
    initialize(killed);
    for (int i = 0; Files.size(opened) == 0 && i < 600; i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    killed.destroyForcibly().waitFor();
    Files.writeString(opened, "");
    Process next = proxy();
    initialize(next);
    browse();
    assertThat(output(next).readLine()).contains("\"result\"");
  }

  @Test
  void fiveProxiesRenewATokenWithOneRequest() throws Exception {
    Process first = proxy("--sign-in");
    browse();
    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(first.exitValue()).isZero();
    issuer.expire();
    List<Process> five = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      five.add(proxy());
    }
    for (Process process : five) {
      initialize(process);
    }
    for (Process process : five) {
      assertThat(output(process).readLine()).contains("\"result\"");
    }
    assertThat(issuer.grants("refresh_token")).hasSize(1);
    assertThat(Files.readAllLines(opened)).hasSize(1);
  }

  @Test
  void signsOut() throws Exception {
    Process in = proxy("--sign-in");
    browse();
    assertThat(in.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Process out = proxy("--sign-out");
    assertThat(out.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(out.exitValue()).isZero();
    assertThat(issuer.requests("/revoke")).hasSize(1);
    assertThat(Files.readString(directory.resolve("stderr-1"))).contains("Signed out");
    Process never = proxy("--no-sign-in");
    initialize(never);
    assertThat(output(never).readLine()).contains("HTTP 401");
    assertThat(Files.readAllLines(opened)).hasSize(1);
  }
}
