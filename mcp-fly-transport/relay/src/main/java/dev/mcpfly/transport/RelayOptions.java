package dev.mcpfly.transport;

import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.auth.OAuthLogin;
import dev.mcpfly.transport.auth.ScopeRules;
import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildSpec;
import dev.mcpfly.transport.internal.HeapBudget;
import dev.mcpfly.transport.internal.auth.Caller;
import dev.mcpfly.transport.internal.auth.Gate;
import dev.mcpfly.transport.internal.auth.IssuerGate;
import dev.mcpfly.transport.internal.auth.LoginServer;
import dev.mcpfly.transport.internal.auth.SettingsAccess;
import dev.mcpfly.transport.internal.auth.SignInLog;
import dev.mcpfly.transport.internal.events.CallHistograms;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.http.HttpLimits;
import dev.mcpfly.transport.internal.http.HttpListener;
import dev.mcpfly.transport.internal.policy.Policy;
import dev.mcpfly.transport.internal.relay.Log;
import dev.mcpfly.transport.internal.relay.MachineSeal;
import dev.mcpfly.transport.internal.relay.RelayCore;
import dev.mcpfly.transport.internal.relay.RelaySettings;
import dev.mcpfly.transport.internal.relay.SessionSeal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builder settings of a {@link Relay} and the wiring that starts it. */
final class RelayOptions {

  /** A program with its arguments, or empty if {@link #server} is there instead. */
  private final List<String> command;

  private final Child.@Nullable Factory server;

  final Map<String, String> environment = new HashMap<>();
  final Set<String> hosts = new TreeSet<>();
  final Set<String> origins = new TreeSet<>();
  final Set<String> headers = new TreeSet<>();
  boolean inheritEnvironment = true;
  @Nullable Path directory;
  String host = "127.0.0.1";
  int port = 8080;
  String path = "/mcp";
  AcceptedCredentials credentials = AcceptedCredentials.none();
  @Nullable Authenticator authenticator;
  @Nullable OAuthLogin login;
  @Nullable OAuthIssuer issuer;
  ScopeRules scopeRules = ScopeRules.none();
  @Nullable URI publicUri;
  InstantSource clock = InstantSource.system();
  boolean unauthenticated;
  @Nullable SessionSeal seal;
  @Nullable MachineSeal machine;
  boolean privateOnly;
  ChildPolicy children = ChildPolicy.perSession();
  RelayLimits limits = RelayLimits.ofDefaults();
  Duration heartbeat = Duration.ofSeconds(15);
  Duration streamAfter = Duration.ofMillis(250);
  Duration drain = Duration.ofSeconds(1);
  Duration exitWhenIdle = Duration.ZERO;
  boolean metrics;
  final PolicyOptions policy = new PolicyOptions();
  final EventOptions events = new EventOptions();
  boolean prestart = true;
  @Nullable Consumer<String> logger;
  @Nullable Consumer<String> stderr;

  /** Creates options for a relay that runs a program. */
  RelayOptions(List<String> command) {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("The command is empty: name the program to run.");
    }
    this.command = List.copyOf(command);
    this.server = null;
  }

  /** Creates options for a relay in front of any other server that reads and writes lines. */
  RelayOptions(Child.Factory server) {
    this.command = List.of();
    this.server = server;
    // It may be built after the relay.
    this.prestart = false;
  }

  Relay start() {
    InetSocketAddress address = address();
    boolean loopback = address.getAddress().isLoopbackAddress();
    if (!isGuarded()) {
      throw new IllegalStateException(
          "Binding "
              + host
              + " lets others reach the server: set bearerToken, basic or authenticator, or call"
              + " unauthenticated().");
    }
    if (!loopback && signsIn() && publicUri == null) {
      throw new IllegalStateException(
          "Sign-in needs the URL at which clients reach the relay: set publicUri, or"
              + " MCP_FLY_PUBLIC_URL for the program, for example to https://app.fly.dev.");
    }
    RelayCore core = core(loopback || !hosts.isEmpty(), loopback, false);
    URI known = publicUri;
    if (known != null) {
      // Before the first request: a token is checked against the name of who asks for it.
      core.servedAt(origin(known));
    }
    try {
      HttpListener listener = new HttpListener(address, httpLimits(), core);
      Relay relay = new Relay(core, listener, host, path);
      if (known == null) {
        core.servedAt(origin(relay.baseUri()));
      }
      return relay;
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

  /** Returns whether only authenticated callers can reach the server. */
  boolean isGuarded() {
    return unauthenticated
        || !credentials.isEmpty()
        || policy.letsIn()
        || authenticator != null
        || signsIn()
        || address().getAddress().isLoopbackAddress();
  }

  private InetSocketAddress address() {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new RelayException(
          "The host " + host + " cannot be resolved, so the relay cannot bind it.", e);
    }
  }

  /** Returns the relay in front of which another HTTP server stands, with its own address. */
  RelayCore mounted() {
    if (signsIn() && publicUri == null) {
      throw new IllegalStateException(
          "Sign-in inside another HTTP server needs the URL at which clients reach the relay, which"
              + " must be at the root of its host: set publicUri.");
    }
    RelayCore core = core(!hosts.isEmpty(), false, true);
    if (publicUri != null) {
      core.servedAt(origin(publicUri));
    }
    return core;
  }

  private boolean signsIn() {
    return login != null || issuer != null;
  }

  private static String origin(URI uri) {
    String text = uri.toString();
    String path = uri.getRawPath();
    return path == null || path.isEmpty() ? text : text.substring(0, text.length() - path.length());
  }

  /** Returns how many bytes may wait for a client that does not read. */
  long maxWaiting() {
    return limits.messageBytes() + (1L << 20);
  }

  /**
   * Returns the relay without a listener, for those who bring their own HTTP server.
   *
   * @param checkHosts whether the Host header must name an allowed host or this machine
   * @param loopback whether only this machine reaches the relay
   * @param embedded whether the application's server may say who calls
   */
  private RelayCore core(boolean checkHosts, boolean loopback, boolean embedded) {
    Log log = new RelayLog(logger, stderr);
    AcceptedCredentials secrets = policy.credentials(credentials);
    Policy rules =
        policy.policy(children, server == null, knownScopes(), knownPrincipals(secrets, embedded));
    Map<String, Map<String, String>> environments = policy.environments();
    CallHistograms histograms = metrics ? new CallHistograms() : null;
    Observer observer =
        Observer.of(
            Stream.of(histograms, events.start(clock, log))
                .filter(each -> each != null && each != Observer.NONE)
                .toList());
    try {
      return new RelayCore(
          settings(checkHosts, secrets)
              .policy(rules)
              .owners(environments.keySet())
              .observer(observer)
              .histograms(histograms)
              .build(),
          gate(loopback, secrets, signIns(observer, log)),
          server == null ? new OwnedProcesses(this::spec, environments) : server,
          log);
    } catch (RuntimeException e) {
      observer.close();
      throw e;
    } catch (IOException e) {
      observer.close();
      throw new RelayException(
          "The server could not be started: "
              + e.getMessage()
              + "."
              + (command.isEmpty() ? "" : " Is " + command.get(0) + " installed and on the PATH?"),
          e);
    }
  }

  /** Returns the server with more variables, and without those that hold principals' secrets. */
  private ChildSpec spec(Map<String, String> more) {
    Set<String> secret = policy.secretVariables();
    boolean inherit = inheritEnvironment && secret.isEmpty();
    Map<String, String> all =
        new HashMap<>(inheritEnvironment && !inherit ? System.getenv() : Map.of());
    all.putAll(environment);
    all.keySet().removeAll(secret);
    all.putAll(more);
    return new ChildSpec(
        command,
        inherit,
        all,
        directory,
        HeapBudget.messages().longest(limits.messageBytes()),
        limits.requestBytes() + (16L << 20),
        limits.stopGrace());
  }

  /** Returns the scopes that callers can have, or null if an authenticator decides that. */
  private @Nullable Set<String> knownScopes() {
    if (authenticator != null || issuer != null) {
      return null;
    }
    Set<String> all = new TreeSet<>();
    if (login != null) {
      all.addAll(scopeRules.scopes());
      all.addAll(SettingsAccess.login(login).scopes());
    }
    return all;
  }

  /**
   * Returns the principals there can be, or null if that is not known: an authenticator decides it,
   * or the application's server.
   */
  private @Nullable Set<String> knownPrincipals(AcceptedCredentials secrets, boolean embedded) {
    boolean others = authenticator != null || signsIn() || (embedded && secrets.isEmpty());
    return others ? null : secrets.principals();
  }

  private RelaySettings.Builder settings(boolean checkHosts, AcceptedCredentials secrets) {
    // A principal that is the only one starves no other.
    boolean several = authenticator != null || secrets.isEmpty() || secrets.isForSeveral();
    // What is no process costs no more than its session, and those are limited.
    int most = server == null ? limits.children() : Integer.MAX_VALUE;
    return RelaySettings.builder()
        .path(path)
        .sharing(children.sharing(), children.size())
        .hosts(checkHosts, knownHosts())
        .origins(origins)
        .headers(headers)
        .privateOnly(privateOnly)
        .seal(seal)
        .machine(machine)
        .scopeRules(scopeRules)
        .clock(clock)
        .requestBytes(HeapBudget.messages().longest(limits.requestBytes()))
        .sessions(limits.sessions(), several ? limits.sessionsPerPrincipal() : limits.sessions())
        .children(most, several && server == null ? limits.childrenPerPrincipal() : most)
        .callsEach(several ? limits.callsPerPrincipal() : Integer.MAX_VALUE)
        .childWait(limits.childWait())
        .sessionIdle(limits.sessionIdle())
        .heartbeat(heartbeat)
        .streamAfter(streamAfter)
        .drain(drain)
        .exitWhenIdle(exitWhenIdle)
        .kept(limits.keptEvents(), limits.keptBytes())
        .prestart(prestart)
        .metrics(metrics);
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

  private Set<String> knownHosts() {
    Set<String> all = new TreeSet<>(hosts);
    URI uri = publicUri;
    if (uri != null) {
      all.add(uri.getHost().toLowerCase(Locale.ROOT));
    }
    return Set.copyOf(all);
  }

  private Gate gate(boolean loopback, AcceptedCredentials secrets, SignInLog signIns) {
    Gate oauth = oauth(loopback, signIns);
    if (secrets.isEmpty() && authenticator == null && oauth == null) {
      // The server in front has authenticated the caller.
      return (exchange, decision) -> decision.admitted(Caller.unlimited(exchange.principal()));
    }
    return new CombinedGate(secrets, authenticator, oauth);
  }

  private @Nullable Gate oauth(boolean loopback, SignInLog signIns) {
    if (login != null) {
      return new LoginServer(
          SettingsAccess.login(login), path, scopeRules.scopes(), loopback, clock, signIns);
    }
    return issuer == null
        ? null
        : new IssuerGate(SettingsAccess.issuer(issuer), path, offeredScopes(), clock);
  }

  /** Returns the scopes that clients may ask for. */
  private Set<String> offeredScopes() {
    Set<String> all = new LinkedHashSet<>(scopeRules.scopes());
    all.addAll(policy.scopes());
    return all;
  }

  private static SignInLog signIns(Observer observer, Log log) {
    return new SignInLog() {
      @Override
      public void accept(String line) {
        log.log(Level.INFO, line);
      }

      @Override
      public void signedIn(String user, boolean success) {
        observer.signIn(user, success);
      }
    };
  }
}
