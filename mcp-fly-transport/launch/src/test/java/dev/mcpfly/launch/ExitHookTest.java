package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What happens when the JVM ends. */
class ExitHookTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private String said(Runnable action) {
    new ExitHook("mcp-fly-destroy", action)
        .atExit(new PrintStream(err, true, StandardCharsets.UTF_8));
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void saysInOneLineWhatFailed() {
    assertThat(
            said(
                () -> {
                  throw new IllegalStateException("no server listens there");
                }))
        .isEqualTo("mcp-fly-destroy: no server listens there" + System.lineSeparator());
  }

  @Test
  void saysNothingWhereNothingFails() {
    assertThat(said(() -> {})).isEmpty();
  }
}
