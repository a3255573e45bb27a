package dev.mcpfly.transport.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is kept for each principal that makes stateless calls. */
class StatelessServersTest {
  private final List<SessionChild> children = new ArrayList<>();
  private final List<StatelessServer> ready = new ArrayList<>();

  private final Log silent =
      new Log() {
        @Override
        public void log(Level level, String line) {}

        @Override
        public void stderr(String child, String line) {}
      };

  @Test
  void forgetsPrincipalsWhoseServersAreGone() {
    RelaySettings settings = RelaySettings.builder().prestart(false).build();
    Metrics metrics = new Metrics();
    Children all =
        new Children(
            settings,
            this::start,
            Runnable::run,
            new RelayGuard(settings, silent),
            silent,
            metrics);
    StatelessServers servers = new StatelessServers(all, silent, metrics, null);
    for (int i = 0; i < 10; i++) {
      servers.with(
          "principal-" + i,
          new StatelessServers.Waiter() {
            @Override
            public void ready(StatelessServer server) {
              ready.add(server);
            }

            @Override
            public void refused(String why, int retryAfterSeconds) {
              throw new AssertionError(why);
            }
          });
    }
    assertThat(ready).hasSize(10).doesNotHaveDuplicates();
    servers.tick(System.nanoTime(), Long.MAX_VALUE);
    assertThat(servers.size()).isEqualTo(10);
    children.subList(1, 10).forEach(SessionChild::stop);
    servers.tick(System.nanoTime(), Long.MAX_VALUE);
    assertThat(servers.size()).as("those that run").isEqualTo(1);
  }

  private Child start(ChildListener listener) {
    SessionChild child = new SessionChild(listener);
    children.add(child);
    return child;
  }

  /** A server of the session era, which answers at once. */
  private static final class SessionChild implements Child {
    private final ChildListener listener;
    private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();

    SessionChild(ChildListener listener) {
      this.listener = listener;
    }

    @Override
    public long send(byte[] line) {
      Envelope message = Modern.parse(line);
      if (message.kind() == Envelope.Kind.REQUEST) {
        String answer =
            message.isMethod("initialize")
                ? "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}"
                : "\"error\":{\"code\":-32601,\"message\":\"Method not found\"}";
        byte[] bytes =
            ("{\"jsonrpc\":\"2.0\",\"id\":" + message.raw(Member.ID) + "," + answer + "}")
                .getBytes(StandardCharsets.UTF_8);
        listener.line(bytes, 0, bytes.length);
      }
      return 0;
    }

    @Override
    public String name() {
      return "session child";
    }

    @Override
    public boolean isAlive() {
      return !exit.isDone();
    }

    @Override
    public void stop() {
      ChildExit how = new ChildExit(0, Duration.ZERO, List.of());
      listener.exited(how);
      exit.complete(how);
    }

    @Override
    public CompletableFuture<ChildExit> onExit() {
      return exit;
    }
  }
}
