package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildProcess;
import dev.mcpfly.transport.internal.ChildSpec;
import dev.mcpfly.transport.internal.HeapBudget;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.http.HttpLimits;
import dev.mcpfly.transport.internal.http.HttpListener;
import dev.mcpfly.transport.internal.relay.Gate;
import dev.mcpfly.transport.internal.relay.Log;
import dev.mcpfly.transport.internal.relay.RelayCore;
import dev.mcpfly.transport.internal.relay.RelaySettings;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was said about a {@link Relay}, and how a relay is made of it. */
final class RelayOptions {
  private static final Logger LOGGER = System.getLogger(Relay.class.getName());

  /** A program with its arguments, or empty if {@link #server} is there instead. */
  private final List<String> command;

  private final Child.@Nullable Factory server;

  final Map<String, String> environment = new HashMap<>();
  final Set<String> hosts = new TreeSet<>();
  final Set<String> origins = new TreeSet<>();
  boolean inheritEnvironment = true;
  @Nullable Path directory;
  String host = "127.0.0.1";
  int port = 8080;
  String path = "/mcp";
  AcceptedCredentials credentials = AcceptedCredentials.none();
  @Nullable Authenticator authenticator;
  boolean unauthenticated;
  ChildPolicy policy = ChildPolicy.perSession();
  RelayLimits limits = RelayLimits.ofDefaults();
  Duration heartbeat = Duration.ofSeconds(15);
  Duration streamAfter = Duration.ofMillis(250);
  Duration drain = Duration.ofSeconds(1);
  boolean metrics;
  boolean prestart = true;
  @Nullable Consumer<String> logger;
  @Nullable Consumer<String> stderr;

  /** A relay in front of a program. */
  RelayOptions(List<String> command) {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("The command is empty: name the program to run.");
    }
    this.command = List.copyOf(command);
    this.server = null;
  }

  /** A relay in front of anything else that speaks like a stdio server. */
  RelayOptions(Child.Factory server) {
    this.command = List.of();
    this.server = server;
    // It may be built after the relay.
    this.prestart = false;
  }

  Relay start() {
    InetSocketAddress address = address();
    boolean loopback = address.getAddress().isLoopbackAddress();
    if (!loopback && !unauthenticated && credentials.isEmpty() && authenticator == null) {
      throw new IllegalStateException(
          "Binding "
              + host
              + " lets others reach the server: set bearerToken, basic or authenticator, or say"
              + " unauthenticated().");
    }
    RelayCore core = core(loopback || !hosts.isEmpty());
    try {
      HttpListener listener = new HttpListener(address, httpLimits(), core);
      return new Relay(core, listener, host, path);
    } catch (IOException e) {
      core.close();
      throw new RelayException(
          "The relay could not bind "
              + host
              + ":"
              + port
              + ": "
              + e.getMessage()
              + ". Is another program using the port?",
          e);
    }
  }

  private InetSocketAddress address() {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new RelayException("The host " + host + " to bind is not known.", e);
    }
  }

  /** The relay in front of which somebody else's HTTP server stands, with its own address. */
  RelayCore mounted() {
    return core(!hosts.isEmpty());
  }

  /** How many bytes may wait for a client that does not read. */
  long maxWaiting() {
    return limits.messageBytes() + (1L << 20);
  }

  /**
   * The relay without a listener, for those who bring their own HTTP server.
   *
   * @param checkHosts whether the Host header must name an allowed host or this machine
   */
  RelayCore core(boolean checkHosts) {
    try {
      return new RelayCore(
          settings(checkHosts), gate(), server == null ? process() : server, log());
    } catch (IOException e) {
      throw new RelayException(
          "The server could not be started: "
              + e.getMessage()
              + "."
              + (command.isEmpty() ? "" : " Is " + command.get(0) + " installed and on the PATH?"),
          e);
    }
  }

  private Child.Factory process() {
    ChildSpec spec =
        new ChildSpec(
            command,
            inheritEnvironment,
            environment,
            directory,
            HeapBudget.messages().longest(limits.messageBytes()),
            limits.requestBytes() + (16L << 20),
            limits.stopGrace());
    return listener -> ChildProcess.start(spec, listener);
  }

  private RelaySettings settings(boolean checkHosts) {
    // A principal that is the only one starves no other.
    boolean several = authenticator != null || credentials.isEmpty() || credentials.isForSeveral();
    // What is no process costs no more than its session, and those are limited.
    int children = server == null ? limits.children() : Integer.MAX_VALUE;
    return RelaySettings.builder()
        .path(path)
        .sharing(policy.sharing(), policy.size())
        .hosts(checkHosts, hosts)
        .origins(origins)
        .challenge(credentials.challenge())
        .requestBytes(HeapBudget.messages().longest(limits.requestBytes()))
        .sessions(limits.sessions(), several ? limits.sessionsPerPrincipal() : limits.sessions())
        .children(children, several && server == null ? limits.childrenPerPrincipal() : children)
        .callsEach(several ? limits.callsPerPrincipal() : Integer.MAX_VALUE)
        .childWait(limits.childWait())
        .sessionIdle(limits.sessionIdle())
        .heartbeat(heartbeat)
        .streamAfter(streamAfter)
        .drain(drain)
        .kept(limits.keptEvents(), limits.keptBytes())
        .prestart(prestart)
        .metrics(metrics)
        .build();
  }

  private HttpLimits httpLimits() {
    return new HttpLimits(
        limits.headerBytes(),
        limits.connections(),
        limits.headerTimeout(),
        limits.bodyTimeout(),
        limits.idleConnection(),
        limits.bodyTimeout(),
        limits.messageBytes() + (1L << 20));
  }

  private Gate gate() {
    AcceptedCredentials secrets = credentials;
    Authenticator asked = authenticator;
    if (asked == null) {
      return secrets.isEmpty() ? Exchange::principal : secrets;
    }
    return exchange -> {
      String principal = secrets.principal(exchange);
      return principal != null ? principal : asked.authenticate(view(exchange)).orElse(null);
    };
  }

  private static Authenticator.Request view(Exchange exchange) {
    return new Authenticator.Request() {
      @Override
      public String method() {
        return exchange.method();
      }

      @Override
      public String path() {
        return exchange.path();
      }

      @Override
      public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.header(name));
      }

      @Override
      public String remoteAddress() {
        return exchange.remoteAddress();
      }
    };
  }

  private Log log() {
    Consumer<String> lines = logger;
    Consumer<String> errors = stderr;
    return new Log() {
      @Override
      public void log(Level level, String line) {
        if (lines == null) {
          LOGGER.log(level, line);
        } else if (level.getSeverity() >= Level.INFO.getSeverity()) {
          lines.accept(line);
        }
      }

      @Override
      public void stderr(String child, String line) {
        if (errors != null) {
          errors.accept(line);
        } else {
          LOGGER.log(Level.DEBUG, child + ": " + line);
        }
      }
    };
  }
}
