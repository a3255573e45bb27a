package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay that an Error has made deaf does not live on: the process ends, and says so by 3. */
@Timeout(180)
class FatalErrorTest {
  @TempDir Path folder;

  /** A class that cannot be loaded when a connection first needs it, as in a damaged jar. */
  private void damage(String name) throws Exception {
    Path file = folder.resolve(name.replace('.', File.separatorChar) + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {(byte) 0xca, (byte) 0xfe});
  }

  @ParameterizedTest
  @ValueSource(strings = {"RequestHead", "ServerExchange"})
  void anErrorOfTheListenerEndsTheProcessWith3(String name) throws Exception {
    String simple = "dev.mcpfly.transport.internal.http." + name;
    damage(simple);
    assertThat(Class.forName(simple)).isNotNull(); // or the test damages nothing
    List<String> command = new ArrayList<>();
    command.add(JvmFlags.ownJava().toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(folder + File.pathSeparator + System.getProperty("java.class.path"));
    command.addAll(List.of(RelayMain.class.getName(), "wrap", "--port", "0", "--"));
    command.addAll(StdioServerMain.command());
    Process relay =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    StringBuilder log = new StringBuilder();
    try (BufferedReader err = relay.errorReader(StandardCharsets.UTF_8)) {
      boolean connected = false;
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        log.append(line).append('\n');
        if (!connected && line.contains(" at http://")) {
          connected = true;
          URI uri = URI.create(line.replaceAll(".* at (\\S+).*", "$1"));
          try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket
                .getOutputStream()
                .write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          }
        }
      }
      assertThat(relay.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(relay.exitValue()).as(log.toString()).isEqualTo(RelayMain.BROKEN).isEqualTo(3);
      assertThat(log).contains("Exiting after an unrecoverable error");
    } finally {
      relay.descendants().forEach(ProcessHandle::destroyForcibly);
      relay.destroyForcibly();
    }
  }
}
