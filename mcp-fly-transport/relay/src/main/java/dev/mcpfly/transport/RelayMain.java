package dev.mcpfly.transport;

import dev.mcpfly.transport.auth.SignInException;
import dev.mcpfly.transport.internal.OrphanReaper;
import dev.mcpfly.transport.internal.cli.Ahead;
import dev.mcpfly.transport.internal.cli.CommandLine;
import dev.mcpfly.transport.internal.cli.QuickCompiler;
import dev.mcpfly.transport.internal.cli.RelayHelp;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The program {@code mcp-fly-relay.jar}: {@code wrap} serves a stdio server over HTTP, {@code
 * proxy} serves an HTTP server over stdio.
 *
 * <p>Secrets come from the environment only, and leave it before a server is started. Exit codes: 0
 * on success, 1 on failure, 2 for invalid arguments, 3 after a JVM error that left a relay unable
 * to serve, so that its supervisor restarts it.
 */
final class RelayMain {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int BROKEN = 3;

  /** How long a server may fail to start before the program ends, so that a supervisor sees it. */
  private static final Duration BROKEN_SERVER = Duration.ofSeconds(60);

  private static final Duration PING = Duration.ofSeconds(30);

  private final Map<String, String> environment;
  private final PrintStream err;
  private final boolean ownsJvm;

  /** Runs as a part of another program. */
  RelayMain(Map<String, String> environment, PrintStream err) {
    this(environment, err, false);
  }

  private RelayMain(Map<String, String> environment, PrintStream err, boolean ownsJvm) {
    this.environment = environment;
    this.ownsJvm = ownsJvm;
    this.err = err;
  }

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] args) {
    PrintStream err = System.err;
    // No PrintStream between the messages and the pipe: it would swallow a client that is gone.
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    String command = args.length == 0 ? "" : args[0];
    if (command.equals("wrap")) {
      Ahead.load();
    } else if (command.equals("proxy")) {
      keepThreadsOfHttp();
    }
    allowPasswordsOfProxies();
    StartupArchive.makeOnFirstUse(command);
    OrphanReaper.startIfFirst();
    int code =
        new RelayMain(System.getenv(), err, true)
            .run(args, new FileInputStream(FileDescriptor.in), out);
    err.flush();
    // Runs no shutdown hook twice, and waits for no thread that is still busy with a dead peer.
    System.exit(code);
  }

  /** Allows passwords of proxies, which the JDK sends through no tunnel by default. */
  private static void allowPasswordsOfProxies() {
    String property = "jdk.http.auth.tunneling.disabledSchemes";
    if (System.getProperty(property) == null) {
      System.setProperty(property, "");
    }
  }

  /**
   * The JDK's HTTP client hands each response to the common pool, and where that would have one
   * thread, before JDK 25, it starts a new thread instead, for each call.
   */
  private static void keepThreadsOfHttp() {
    String property = "java.util.concurrent.ForkJoinPool.common.parallelism";
    if (System.getProperty(property) == null && Runtime.getRuntime().availableProcessors() < 3) {
      System.setProperty(property, "2");
    }
  }

  int run(String[] args, InputStream in, OutputStream out) {
    List<String> words = Arrays.asList(args);
    String command = words.isEmpty() ? "" : words.get(0);
    try {
      return switch (command) {
        case "wrap" -> wrap(new CommandLine(words.subList(1, words.size())), out);
        case "proxy" -> proxy(new CommandLine(words.subList(1, words.size())), in, out);
        case StartupArchive.WARM_UP -> WarmUp.run(words.subList(1, words.size())) ? OK : FAILED;
        case "help", "-h", "--help" -> print(out, RelayHelp.text());
        case "--version" -> print(out, "mcp-fly-relay " + RelayHelp.version() + "\n");
        case "" ->
            throw new CommandLine.UsageException("The command is missing: use wrap or proxy.");
        default -> throw new CommandLine.UsageException("There is no command \"" + command + "\".");
      };
    } catch (CommandLine.UsageException e) {
      say(String.valueOf(e.getMessage()));
      say("Run with --help for usage.");
      return USAGE;
    } catch (IllegalArgumentException e) {
      say(String.valueOf(e.getMessage()));
      return USAGE;
    } catch (IllegalStateException | RelayException | SignInException | UncheckedIOException e) {
      say(String.valueOf(e.getMessage()));
      return FAILED;
    }
  }

  private int proxy(CommandLine line, InputStream in, OutputStream out) {
    if (line.flag("help")) {
      return print(out, RelayHelp.text());
    }
    URI server = line.uri("url");
    SignInOptions signIn = SignInOptions.read(line, environment, err);
    String trustStore = line.value("trust-store", "");
    if (signIn.isAll()) {
      line.requireAllUsed();
      signIn.run(server, trustStore, in, err);
      return OK;
    }
    StdioProxy proxy = signIn.apply(StdioProxy.to(server).environment(environment).inOneThread());
    if (!trustStore.isEmpty()) {
      proxy = proxy.trustStore(Path.of(trustStore));
    }
    String token = secret("MCP_FLY_BEARER_TOKEN");
    String user = secret("MCP_FLY_USER");
    if (!token.isEmpty()) {
      proxy = proxy.bearerToken(token);
    } else if (!user.isEmpty()) {
      proxy = proxy.basic(user, secret("MCP_FLY_PASSWORD"));
    }
    String file = line.value("token-file", "");
    if (!file.isEmpty()) {
      proxy = proxy.bearerTokenFile(Path.of(file));
    }
    for (String pair : line.values("header-env")) {
      int colon = pair.indexOf('=');
      if (colon < 1) {
        throw new CommandLine.UsageException(
            "--header-env must be NAME=VARIABLE, where the variable holds the header's value.");
      }
      String variable = pair.substring(colon + 1);
      proxy =
          proxy.header(
              pair.substring(0, colon),
              () -> {
                String value = environment.get(variable);
                if (value == null) {
                  throw new IllegalStateException(
                      "The environment variable " + variable + " is not set.");
                }
                return value;
              });
    }
    String instance = line.value("instance", "");
    if (!instance.isEmpty()) {
      proxy = proxy.instance(instance);
    }
    String dialect = line.value("dialect", "auto");
    proxy = proxy.dialect(dialect(dialect));
    proxy = proxy.wakeTimeout(line.seconds("wake-timeout", Duration.ofSeconds(45)));
    proxy = proxy.drainTimeout(line.seconds("drain-timeout", Duration.ofSeconds(10)));
    proxy = proxy.maxParallelRequests(line.number("max-parallel", 128, 1, 10_000));
    int timeout = line.number("timeout", 0, 0, 86_400);
    if (timeout > 0) {
      proxy = proxy.requestTimeout(Duration.ofSeconds(timeout));
    }
    if (line.flag("ping")) {
      proxy = proxy.ping(PING);
    }
    if (line.flag("allow-http")) {
      proxy = proxy.allowPlainHttp();
    }
    line.requireAllUsed();
    if (!proxy.isSafe()) {
      throw new CommandLine.UsageException(
          "--url is plain http to a host that is not private, which others on the network can read:"
              + " use https, or pass --allow-http.");
    }
    QuickCompiler.useSoon();
    return proxy.run(in, out) ? OK : FAILED;
  }

  private static RemoteOptions.Dialect dialect(String name) {
    return switch (name) {
      case "auto" -> RemoteOptions.Dialect.AUTO;
      case "streamable-http" -> RemoteOptions.Dialect.STREAMABLE_HTTP;
      case "sse" -> RemoteOptions.Dialect.LEGACY_SSE;
      case "fly-wrap" -> RemoteOptions.Dialect.FLY_WRAP;
      default ->
          throw new CommandLine.UsageException(
              "--dialect must be auto, streamable-http, sse or fly-wrap, but was \""
                  + name
                  + "\".");
    };
  }

  private int wrap(CommandLine line, OutputStream out) {
    if (line.flag("help")) {
      return print(out, RelayHelp.text());
    }
    Relay.Builder builder = relay(line);
    try (Relay relay = builder.start()) {
      say("Serving " + line.rest().get(0) + " at " + relay.uri());
      QuickCompiler.useSoon();
      if (ownsJvm) {
        relay.haltAfterShutdown();
      }
      return watch(relay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OK;
    }
  }

  /** Returns what a command line of {@code wrap} and the environment ask for. */
  Relay.Builder relay(CommandLine line) {
    if (line.rest().isEmpty()) {
      throw new CommandLine.UsageException("wrap needs the server's command after \"--\".");
    }
    Relay.Builder builder =
        Relay.stdio(line.rest())
            .port(line.number("port", 8080, 0, 65535))
            .host(line.value("host", "127.0.0.1"))
            .path(line.value("path", "/mcp"))
            .childPolicy(policy(line.value("policy", "session")))
            .metrics(line.flag("metrics"))
            .limits(LimitFlags.limits(line))
            .inheritEnvironment(false)
            .environment(childEnvironment(environment))
            .logger(this::say)
            .stderr(text -> say("[server] " + text));
    builder.machineEnvironment(environment);
    LimitFlags.times(line, builder);
    RulesFlags.apply(line, environment, builder);
    line.values("allow-header").forEach(builder::allowedHeader);
    line.values("allow-origin").forEach(builder::allowedOrigin);
    line.values("allow-host").forEach(builder::allowedHost);
    if (line.flag("private") || environment.containsKey("FLY_MCP_PRIVATE")) {
      builder.privateNetworkOnly();
    }
    if (line.flag("allow-anyone")) {
      builder.unauthenticated();
    }
    String token = secret("MCP_FLY_BEARER_TOKEN", "FLY_MCP_BEARER_TOKEN");
    String user = secret("MCP_FLY_USER", "FLY_MCP_USER");
    if (!token.isEmpty()) {
      builder.bearerToken(token);
    }
    if (!user.isEmpty()) {
      builder.basic(user, secret("MCP_FLY_PASSWORD", "FLY_MCP_PASSWORD"));
    }
    new SignInEnvironment(environment).apply(builder);
    line.requireAllUsed();
    if (!builder.options().isGuarded()) {
      throw new IllegalStateException(
          "--host "
              + line.value("host", "")
              + " lets others reach the server: set MCP_FLY_BEARER_TOKEN, or MCP_FLY_USER and"
              + " MCP_FLY_PASSWORD, in the environment, or pass --allow-anyone.");
    }
    return builder;
  }

  /** Waits until the JVM is ended from outside, or the server turns out not to work. */
  private int watch(Relay relay) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long brokenSince = 0;
    while (!never.await(1, TimeUnit.SECONDS)) {
      Throwable failure = relay.failure();
      if (failure != null) {
        say("Exiting after an unrecoverable error: " + failure);
        return BROKEN;
      }
      if (relay.isClosed()) {
        return OK;
      }
      if (relay.isReady()) {
        brokenSince = 0;
      } else if (brokenSince == 0) {
        brokenSince = System.nanoTime();
      } else if (System.nanoTime() - brokenSince > BROKEN_SERVER.toNanos()) {
        say(
            "The server keeps exiting"
                + relay.lastExit().map(exit -> " (last exit code " + exit.code() + ")").orElse("")
                + "; exiting, so that a supervisor can restart the relay.");
        return FAILED;
      }
    }
    return OK;
  }

  private static ChildPolicy policy(String name) {
    if (name.startsWith("pool:")) {
      return ChildPolicy.pool(CommandLine.number("policy pool:", name.substring(5), 1, 1000));
    }
    return switch (name) {
      case "session" -> ChildPolicy.perSession();
      case "principal" -> ChildPolicy.perPrincipal();
      case "shared" -> ChildPolicy.shared();
      default ->
          throw new CommandLine.UsageException(
              "--policy must be session, principal, shared or pool:N, but was \"" + name + "\".");
    };
  }

  /** Returns the environment for the server: ours without what lets clients in. */
  static Map<String, String> childEnvironment(Map<String, String> ours) {
    Map<String, String> theirs = new HashMap<>(ours);
    theirs
        .keySet()
        .removeIf(
            name -> {
              String upper = name.toUpperCase(Locale.ROOT);
              return upper.startsWith("MCP_FLY_") || upper.startsWith("FLY_MCP_");
            });
    return theirs;
  }

  /** Returns the first of these environment variables that is set, or an empty string. */
  private String secret(String... names) {
    for (String name : names) {
      String value = environment.get(name);
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return "";
  }

  private void say(String line) {
    err.println("mcp-fly-relay: " + line);
  }

  private static int print(OutputStream out, String text) {
    PrintStream printer = new PrintStream(out, false, StandardCharsets.UTF_8);
    printer.print(text);
    printer.flush();
    return OK;
  }
}
