package dev.mcpfly.transport;

import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.auth.ScopeRules;
import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.SafeTarget;
import dev.mcpfly.transport.internal.http.HttpListener;
import dev.mcpfly.transport.internal.relay.MachineSeal;
import dev.mcpfly.transport.internal.relay.RelayCore;
import dev.mcpfly.transport.internal.relay.SessionSeal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stdio MCP server, served over HTTP.
 *
 * <pre>{@code
 * try (Relay relay = Relay.stdio("npx", "-y", "pkg").port(0).bearerToken(token).start()) {
 *   relay.uri();
 * }
 * }</pre>
 *
 * <p>One listener speaks Streamable HTTP at {@code /mcp}, the older HTTP+SSE at {@code /sse}, and
 * the dialect of {@code flyctl mcp proxy} at {@code /}; {@code /livez} and {@code /readyz} say how
 * it is. Messages pass as they are: only the few members that routing needs are read.
 *
 * <p>By default it listens on port 8080 of {@code 127.0.0.1}, and each session has its own server
 * process. An address that others can reach needs credentials: without them {@link Builder#start()}
 * throws an {@link IllegalStateException}. What cannot be bound or started is a {@link
 * RelayException}; what fails later is an answer to the request that it concerns. {@link #close()}
 * ends the processes. Thread-safe; a builder is not.
 */
public final class Relay implements AutoCloseable {
  private final RelayCore core;
  private final HttpListener listener;
  private final URI baseUri;
  private final URI uri;
  private final ShutdownHook shutdownHook;
  private volatile boolean halts;

  Relay(RelayCore core, HttpListener listener, String host, String path) {
    this.core = core;
    this.listener = listener;
    this.baseUri = URI.create("http://" + authority(host, listener.address()) + "/");
    this.uri = baseUri.resolve(path);
    this.shutdownHook = new ShutdownHook("mcp-relay-shutdown", this::endWithJvm);
    core.whenIdle(this::close);
  }

  private static String authority(String host, InetSocketAddress address) {
    String name = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    if (address.getAddress().isAnyLocalAddress()) {
      name = "127.0.0.1";
    }
    return name + ":" + address.getPort();
  }

  /** Returns a builder for a relay that runs this command. */
  public static Builder stdio(String... command) {
    return stdio(List.of(command));
  }

  /**
   * Returns a builder for a relay that runs this command: a program and its arguments, not a line
   * for a shell.
   *
   * @throws IllegalArgumentException if the command is empty
   */
  public static Builder stdio(List<String> command) {
    return new Builder(command);
  }

  /** Returns the endpoint for MCP clients: {@code http://127.0.0.1:8080/mcp}. */
  public URI uri() {
    return uri;
  }

  /** Returns the root, where {@code flyctl mcp proxy} is served. */
  public URI baseUri() {
    return baseUri;
  }

  /** Returns the bound port. */
  public int port() {
    return baseUri.getPort();
  }

  /**
   * Returns whether the next client can expect a server that works: false while the command ends as
   * soon as it is started, after {@link #close}, and after a JVM error that the relay could not
   * survive.
   */
  public boolean isReady() {
    return core.isOpen() && core.isReady() && failure() == null;
  }

  /**
   * Returns the failure after which the relay serves no requests, or null; only a new process
   * helps.
   */
  @Nullable Throwable failure() {
    Throwable failure = listener.failure();
    return failure == null ? core.failure() : failure;
  }

  /**
   * Returns how the last server process exited on its own; empty if none did. Together with {@link
   * #isReady()} this tells that a command does not work, and why.
   */
  public Optional<ServerExit> lastExit() {
    ChildExit exit = core.lastExit();
    return exit == null
        ? Optional.empty()
        : Optional.of(new ServerExit(exit.code(), exit.uptime(), exit.lastErrorLines()));
  }

  /**
   * Stops accepting requests, lets calls in flight finish ({@link Builder#drain}), fails the
   * others, and ends every server process with all that it started. Does nothing when called again.
   */
  /** Does what the timer does ten times a second. */
  void tick() {
    core.tick();
  }

  @Override
  public void close() {
    end();
    shutdownHook.cancel();
  }

  /** Has the JVM end with code 0 when it is ended from outside and this relay has closed. */
  void haltAfterShutdown() {
    halts = true;
  }

  private void endWithJvm() {
    end();
    if (halts) {
      // It would be 143 after TERM, which reads like a failure.
      Runtime.getRuntime().halt(0);
    }
  }

  /**
   * Returns whether the relay was closed, or is being closed: by {@link #close}, or because it was
   * idle ({@link Builder#exitWhenIdle}).
   */
  public boolean isClosed() {
    return !core.isOpen();
  }

  private void end() {
    listener.keepNoConnections();
    boolean interrupted = core.drain();
    listener.stopAccepting();
    core.close();
    listener.flush();
    listener.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Describes a relay. Not thread-safe; each setter returns this builder. */
  public static final class Builder {
    private final RelayOptions options;

    Builder(List<String> command) {
      options = new RelayOptions(command);
    }

    Builder(Child.Factory server) {
      options = new RelayOptions(server);
    }

    // ---- where it listens ----

    /** Sets the address to bind, a name or a number; {@code 127.0.0.1} by default. */
    public Builder host(String host) {
      options.host = host;
      return this;
    }

    /** Sets the port to bind; 8080 by default, 0 for a free one. */
    public Builder port(int port) {
      options.port = port;
      return this;
    }

    /**
     * Sets where MCP is served; {@code /mcp} by default.
     *
     * @throws IllegalArgumentException if it is not a plain absolute path other than {@code /}
     */
    public Builder path(String path) {
      if (!path.matches("/[A-Za-z0-9._~/-]+")) {
        throw new IllegalArgumentException(
            "The path \""
                + path
                + "\" is not usable: use one like /mcp, without query or escapes.");
      }
      options.path = path;
      return this;
    }

    // ---- the server behind it ----

    /** Sets environment variables of the server, on top of what it inherits. */
    public Builder environment(Map<String, String> variables) {
      options.environment.putAll(variables);
      return this;
    }

    /** Sets one environment variable of the server. */
    public Builder environment(String name, String value) {
      options.environment.put(name, value);
      return this;
    }

    /**
     * Sets whether the server inherits this JVM's environment; true by default. If not, it gets
     * exactly what {@link #environment} sets, besides the mark that its processes are found by.
     */
    public Builder inheritEnvironment(boolean inherit) {
      options.inheritEnvironment = inherit;
      return this;
    }

    /** Sets the server's working directory; this JVM's own by default. */
    public Builder workingDirectory(Path directory) {
      options.directory = directory;
      return this;
    }

    /** Sets who shares a server process; {@link ChildPolicy#perSession()} by default. */
    public Builder childPolicy(ChildPolicy policy) {
      options.children = policy;
      return this;
    }

    /**
     * Sets whether the first server process starts with the relay, so that a wrong command fails at
     * once and the first client does not wait; true by default.
     */
    public Builder prestart(boolean prestart) {
      options.prestart = prestart;
      return this;
    }

    // ---- who may use it ----

    /** Accepts this bearer token. May be called several times, also with the other kinds. */
    public Builder bearerToken(String token) {
      return principal("token", token);
    }

    /** Accepts a bearer token as a principal of this name; sessions belong to principals. */
    public Builder principal(String name, String token) {
      if (token.isEmpty()) {
        throw new IllegalArgumentException("The bearer token is empty.");
      }
      options.credentials = options.credentials.bearer(name, token);
      return this;
    }

    /**
     * Accepts a bearer token as a principal of this name, with rules, limits and an environment of
     * its own.
     *
     * <pre>{@code relay.principal("alice", token, p -> p.env("GITHUB_TOKEN", value))}</pre>
     */
    public Builder principal(String name, String token, Consumer<RelayRules.Principal> options) {
      principal(name, token);
      this.options.policy.add(name, options);
      return this;
    }

    /** Accepts a user with a password (RFC 7617). */
    public Builder basic(String user, String password) {
      if (user.indexOf(':') >= 0 || password.isEmpty()) {
        throw new IllegalArgumentException(
            "The user must not contain a colon, and the password must not be empty.");
      }
      options.credentials = options.credentials.basic(user, password);
      return this;
    }

    /**
     * Delegates authentication to the given authenticator, after tokens and passwords if there are
     * any.
     */
    public Builder authenticator(Authenticator authenticator) {
      options.authenticator = authenticator;
      return this;
    }

    /**
     * Lets people sign in with the relay's own small authorization server. Bearer tokens and
     * passwords that are set as well keep working beside it; some clients stop sending theirs as
     * soon as a server offers sign-in.
     *
     * @throws IllegalStateException if an issuer was set before
     */
    public Builder oauth(OAuthLogin login) {
      if (options.issuer != null) {
        throw new IllegalStateException("Use either a login or an issuer, not both.");
      }
      options.login = login;
      return this;
    }

    /**
     * Accepts access tokens of an existing authorization server, besides bearer tokens and
     * passwords if there are any.
     *
     * @throws IllegalStateException if a login was set before
     */
    public Builder oauth(OAuthIssuer issuer) {
      if (options.login != null) {
        throw new IllegalStateException("Use either a login or an issuer, not both.");
      }
      options.issuer = issuer;
      return this;
    }

    /**
     * States which scopes messages need; none by default. Concerns callers whose scopes are known:
     * those with OAuth tokens, and those to whom an {@link Authenticator} gives some.
     */
    public Builder scopeRules(ScopeRules rules) {
      options.scopeRules = rules;
      return this;
    }

    // ---- what they may use ----

    /** Selects the tools that callers may see and call; all by default. Adds to earlier rules. */
    public Builder tools(Consumer<RelayRules.NameRules> rules) {
      return rules(RelayRules.none().tools(rules));
    }

    /** Selects the prompts that callers may see and get; all by default. Adds to earlier rules. */
    public Builder prompts(Consumer<RelayRules.NameRules> rules) {
      return rules(RelayRules.none().prompts(rules));
    }

    /** Selects the resources that callers may see and read, by URI; all by default. */
    public Builder resources(Consumer<RelayRules.NameRules> rules) {
      return rules(RelayRules.none().resources(rules));
    }

    /** Limits the calls of each caller; only {@link RelayLimits} apply by default. */
    public Builder callerLimits(Consumer<RelayRules.CallerLimits> limits) {
      return rules(RelayRules.none().limits(limits));
    }

    /**
     * Adds rules and limits, as those of a rules file. Tokens and environments that they name are
     * read from this JVM's environment when the relay is started.
     */
    public Builder rules(RelayRules rules) {
      options.policy.add(rules);
      return this;
    }

    /** Adds rules whose tokens and environments are read from these variables. */
    public Builder rules(RelayRules rules, Map<String, String> variables) {
      options.policy.secretsFrom(variables);
      return rules(rules);
    }

    /**
     * Sets the URL at which clients reach the relay, such as {@code https://app.fly.dev}: what
     * sign-in calls the relay, whatever host a request names. Needed for sign-in unless the relay
     * is bound to loopback, where it is the address that is bound.
     *
     * @throws IllegalArgumentException if it is not the root of an https host, or of an http host
     *     that is this machine or private to it
     */
    public Builder publicUri(URI uri) {
      SafeTarget.require("The public URL", uri, false);
      String path = uri.getRawPath();
      if ((path != null && !path.isEmpty() && !path.equals("/"))
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null) {
        throw new IllegalArgumentException(
            "The public URL must be the root of a host, such as https://app.fly.dev, without path,"
                + " query and fragment.");
      }
      options.publicUri = uri;
      return this;
    }

    /** Accepts every caller that can reach the address, even from other machines. */
    public Builder unauthenticated() {
      options.unauthenticated = true;
      return this;
    }

    /**
     * Refuses requests that Fly's proxy took from the public internet, with 403, as {@code flyctl
     * mcp wrap --private} does: those whose {@code Fly-Client-IP} is not an address of Fly's
     * private network ({@code fdaa:}). Requests without that header have not passed Fly's proxy,
     * and are served; this is no substitute for credentials.
     */
    public Builder privateNetworkOnly() {
      options.privateOnly = true;
      return this;
    }

    /** Allows pages of this web origin, such as {@code https://app.example}, to call the relay. */
    public Builder allowedOrigin(String origin) {
      options.origins.add(origin.toLowerCase(Locale.ROOT));
      return this;
    }

    /**
     * Allows pages of the allowed origins to send this request header, besides those of MCP and of
     * trace context.
     *
     * @throws IllegalArgumentException if it is not a valid header name
     */
    public Builder allowedHeader(String name) {
      if (!name.matches("[A-Za-z0-9_.~!#$%&'*+^`|-]{1,128}")) {
        throw new IllegalArgumentException(
            "allowedHeader must be a header name such as X-Tenant, of at most 128 characters.");
      }
      options.headers.add(name);
      return this;
    }

    /**
     * Answers requests that are addressed to this host name. Once one is named, or when bound to
     * loopback, others than these and this machine's own are refused.
     */
    public Builder allowedHost(String name) {
      options.hosts.add(name.toLowerCase(Locale.ROOT));
      return this;
    }

    // ---- how it behaves ----

    /**
     * Lets sessions outlive the relay: a request of a session that it does not know, as after a
     * restart, an eviction or on another relay with the same key, makes it start a server, repeat
     * the client's own handshake and continue; otherwise the client would have to start a new
     * session. Off by default, so that a lost session is a 404.
     *
     * <p>Only for servers that remember nothing between calls: log levels, events that were not
     * delivered and whatever else the old server knew are gone. Sessions of servers that offer
     * resource subscriptions or tasks are not restored, because a client could wait for ever for
     * what it once asked for. The session id then carries the client's {@code initialize},
     * encrypted (AES-256-GCM) and bound to the principal; handshakes beyond 1500 bytes are not
     * restored, nor ids older than seven days. A session that its client has ended is not restored
     * by the relay that ended it.
     *
     * @param key a secret of at least 16 characters, the same for all relays that share sessions
     * @throws IllegalArgumentException if the key is shorter
     */
    public Builder sessionKey(String key) {
      options.seal = new SessionSeal(longEnough("session", key));
      return this;
    }

    /**
     * Lets this relay be one of several behind one address of Fly: ids of sessions, streams, tasks
     * and waiting calls carry the Machine's id, authenticated (HMAC-SHA-256) and bound to the
     * principal, and a request for another Machine is answered with {@code fly-replay}, by which
     * Fly's proxy brings it there. If that Machine is gone or has lost the session, the answer is
     * 404, so that the client begins anew. Off by default.
     *
     * @param machineId this Machine's {@code FLY_MACHINE_ID}
     * @param key a secret of at least 16 characters, the same for all Machines of the app
     * @throws IllegalArgumentException if the id is not 1 to 32 letters and digits, or the key is
     *     shorter
     */
    public Builder stickySessions(String machineId, String key) {
      options.machine = new MachineSeal(machineId, longEnough("sticky", key));
      return this;
    }

    /**
     * Applies the settings in the environment of a Fly Machine, as the program does: {@code
     * MCP_FLY_STICKY_KEY} with {@code FLY_MACHINE_ID} ({@link #stickySessions}), {@code
     * MCP_FLY_SESSION_KEY} ({@link #sessionKey}), {@code MCP_FLY_DRAIN} ({@link #drain}), {@code
     * MCP_FLY_EXIT_WHEN_IDLE} ({@link #exitWhenIdle}) and {@code MCP_FLY_METRICS}, true or false
     * ({@link #metrics}). Variables that are not set change nothing.
     *
     * @throws IllegalArgumentException if a value is not valid
     */
    public Builder machineEnvironment(Map<String, String> variables) {
      new MachineEnvironment(variables).apply(this);
      return this;
    }

    private static String longEnough(String what, String key) {
      if (key.strip().length() < 16) {
        throw new IllegalArgumentException(
            "The " + what + " key is too short: use a random secret of at least 16 characters.");
      }
      return key.strip();
    }

    /**
     * Sets the limits on requests, sessions and processes; {@link RelayLimits#ofDefaults()} by
     * default.
     */
    public Builder limits(RelayLimits limits) {
      options.limits = limits;
      return this;
    }

    /** Sets how often a comment is sent on a quiet stream to keep it open; 15 s by default. */
    public Builder heartbeat(Duration interval) {
      options.heartbeat = interval;
      return this;
    }

    /**
     * Sets how long a response may take before it becomes an event stream, which a disconnected
     * client can resume; 250 ms by default. A faster response is plain JSON, which is cheaper; a
     * client that is disconnected before it may send the same request again.
     */
    public Builder streamAfter(Duration time) {
      Durations.requirePositive("time before a stream", time);
      options.streamAfter = time;
      return this;
    }

    /**
     * Sets how long calls in flight may go on when the relay is closed; 1 s by default. Meanwhile
     * nothing new begins: {@code /readyz} answers 503, sessions without a call end, and new ones
     * are sent to another Machine ({@link #stickySessions}) or refused with 503 and {@code
     * Retry-After}.
     */
    public Builder drain(Duration time) {
      options.drain = time;
      return this;
    }

    /**
     * Closes the relay after this time without requests, calls in flight and messages of the server
     * on a stream; a stream that is merely open does not count. A server that has begun a task is
     * kept for at least five minutes. Off by default.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public Builder exitWhenIdle(Duration time) {
      Durations.requirePositive("time without use", time);
      options.exitWhenIdle = time;
      return this;
    }

    /**
     * Sets whether {@code /metrics} is served, to those who may use the relay; false by default.
     */
    public Builder metrics(boolean metrics) {
      options.metrics = metrics;
      return this;
    }

    /** Adds a listener; {@link RelayListener} says on which thread it is called. */
    public Builder listener(RelayListener listener) {
      options.events.listeners.add(listener);
      return this;
    }

    /**
     * Writes calls, refusals, sessions, sign-ins and server processes to a file, as lines of JSON:
     * who, what, how long, with what outcome. The file is readable by its owner only; at 16 MiB it
     * becomes {@code FILE.1}, and four of those are kept.
     */
    public Builder audit(Path file) {
      options.events.audit = file;
      return this;
    }

    /**
     * Sets whether the audit log holds the first 1024 bytes of arguments and results, too; false by
     * default, because they may be secret. Header values are never in it.
     */
    public Builder auditContents(boolean contents) {
      options.events.contents = contents;
      return this;
    }

    /**
     * Takes the relay's log lines instead of {@link System.Logger}. They say what happened and hold
     * neither bodies nor secrets.
     */
    public Builder logger(Consumer<String> lines) {
      options.logger = lines;
      return this;
    }

    /** Takes what the server writes to stderr, line by line; logged at level DEBUG by default. */
    public Builder stderr(Consumer<String> lines) {
      options.stderr = lines;
      return this;
    }

    /**
     * Starts to serve.
     *
     * @throws IllegalStateException if the address is not loopback and no setter says who may use
     *     it
     * @throws RelayException if the address cannot be bound or the command cannot be started
     */
    public Relay start() {
      return options.start();
    }

    RelayOptions options() {
      return options;
    }
  }

  /**
   * Describes how a server process behind a {@link Relay} exited on its own.
   *
   * @param code the exit code; 128 and more for a signal
   * @param uptime how long it had run
   * @param lastErrorLines the last lines that it wrote to stderr, oldest first, at most 50
   */
  public record ServerExit(int code, Duration uptime, List<String> lastErrorLines) {
    /** Copies the lines. */
    public ServerExit {
      lastErrorLines = List.copyOf(lastErrorLines);
    }
  }
}
