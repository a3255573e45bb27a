package dev.mcpfly.transport.internal.auth.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserTest {
  @TempDir Path directory;

  private Path program(String name, String script) throws Exception {
    Path program = Files.writeString(directory.resolve(name), script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  @Test
  void passesTheUrlAsOneArgumentThatNoShellReads() throws Exception {
    Path seen = directory.resolve("seen");
    program(
        "xdg-open",
        "#!/bin/sh\nfor a; do printf '[%s]' \"$a\"; done > "
            + seen
            + ".tmp\nmv "
            + seen
            + ".tmp "
            + seen
            + "\n");
    Map<String, String> environment = Map.of("PATH", directory + ":/usr/bin:/bin", "DISPLAY", ":0");
    String url = "https://h.example/a?x=$(touch%20y)&calc&y=%22;`id`|'";
    String safe = url.replace("`", "%60").replace("|", "%7C");
    assertThat(new Browser(environment, "Linux").open(URI.create(safe))).isTrue();
    for (int i = 0; !Files.exists(seen) && i < 600; i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(seen).hasContent("[" + safe + "]");
  }

  @Test
  void opensHttpOnly() {
    Map<String, String> environment = Map.of("BROWSER", "/bin/true");
    for (String url : List.of("file:///etc/passwd", "javascript:alert(1)", "-flag", "x:y")) {
      assertThat(new Browser(environment, "Linux").open(URI.create(url))).as(url).isFalse();
    }
  }

  @Test
  void findsTheBrowserOfEachSystem() throws Exception {
    Path xdg = program("xdg-open", "#!/bin/sh\n");
    Path own = program("own", "#!/bin/sh\n");
    String path = directory.toString();
    assertThat(command(Map.of("PATH", path, "DISPLAY", ":0"), "Linux"))
        .containsExactly(xdg.toString());
    assertThat(command(Map.of("PATH", path, "WAYLAND_DISPLAY", "w"), "Linux"))
        .containsExactly(xdg.toString());
    assertThat(command(Map.of("PATH", path), "Linux")).isNull();
    assertThat(command(Map.of("PATH", path, "WSL_DISTRO_NAME", "d"), "Linux"))
        .containsExactly(xdg.toString());
    assertThat(command(Map.of("PATH", path, "BROWSER", "own"), "Linux"))
        .containsExactly(own.toString());
    assertThat(command(Map.of("PATH", path, "DISPLAY", ":0", "BROWSER", "none"), "Linux")).isNull();
    assertThat(command(Map.of(), "Windows 11"))
        .containsExactly("rundll32", "url.dll,FileProtocolHandler");
    assertThat(command(Map.of(), "Mac OS X")).containsExactly("/usr/bin/open");
    assertThat(command(Map.of("SSH_CONNECTION", "x"), "Mac OS X")).isNull();
  }

  private static List<String> command(Map<String, String> environment, String system) {
    return new Browser(environment, system).command();
  }
}
