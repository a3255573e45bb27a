package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a script's snippets are run. */
@Timeout(300)
class RunMainTest {
  @TempDir Path folder;

  private Process start(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("script.jsh"), script);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            RunMain.class.getName(),
            file.toString(),
            "one")
        .redirectErrorStream(true)
        .start();
  }

  private static String read(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** An engine with threads of its own may wait for those of a snippet, which need not end. */
  @Test
  void snippetsRunInTheMainThreadAndTheirThreadsAreNotWaitedFor() throws Exception {
    Process process =
        start(
            """
            import java.net.http.*;
            HttpClient client = HttpClient.newHttpClient();
            void sleep() { try { Thread.sleep(Long.MAX_VALUE); } catch (InterruptedException e) { } }
            Thread endless = new Thread(() -> sleep());
            endless.setDaemon(true); endless.start();
            System.out.println(Thread.currentThread().getName() + " " + args);
            """);
    assertThat(read(process)).isEqualTo("main [one]" + System.lineSeparator());
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void whatASnippetThrowsEndsTheScriptWithItsLine() throws Exception {
    Process process =
        start(
            """
            int x = 1;

            if (x > 0) throw new IllegalStateException("no more");
            System.out.println("not reached");
            """);
    assertThat(read(process))
        .isEqualTo(
            "script.jsh, line 3: java.lang.IllegalStateException: no more"
                + System.lineSeparator());
    assertThat(process.waitFor()).isEqualTo(1);
  }
}
