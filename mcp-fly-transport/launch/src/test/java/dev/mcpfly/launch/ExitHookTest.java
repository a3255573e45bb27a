package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What happens when the JVM ends. */
class ExitHookTest {
  @Test
  void saysInOneLineWhatFailed() {
    Runnable action =
        () -> {
          throw new IllegalStateException("no server listens there");
        };
    assertThatThrownBy(() -> new ExitHook("mcp-fly-destroy", action).atExit())
        .satisfies(
            failure -> {
              StringWriter said = new StringWriter();
              failure.printStackTrace(new PrintWriter(said, true));
              assertThat(said).hasToString("no server listens there" + System.lineSeparator());
            });
  }

  @Test
  void endsInOrderWhereNothingFails() {
    boolean[] ran = {false};
    new ExitHook("mcp-fly-destroy", () -> ran[0] = true).atExit();
    assertThat(ran[0]).isTrue();
  }
}
