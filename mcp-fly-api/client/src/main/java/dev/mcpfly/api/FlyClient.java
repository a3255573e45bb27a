package dev.mcpfly.api;

import dev.mcpfly.api.internal.MonotonicClock;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Organization;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client for the Fly Machines API.
 *
 * <pre>{@code
 * FlyClient fly = FlyClient.fromEnvironment();
 * fly.apps().create("my-app", a -> a.org("personal"));
 * Machine machine = fly.app("my-app").machines().create(r -> r
 *     .region("iad")
 *     .config(c -> c.image("nginx:latest").service(80, s -> s.http(80).https(443))));
 * fly.app("my-app").machines().await(machine.id(), MachineState.STARTED, Duration.ofMinutes(2));
 * }</pre>
 *
 * <p>Every call blocks until it has a result, and throws a subclass of {@link FlyException} if it
 * fails: the message says what failed, what Fly answered and what to do, and never holds the token.
 * By default a call may take 2 minutes in all, a request of it 60 seconds and a connection 10; what
 * may be repeated is tried up to 5 times. {@link #builder()} changes each of these.
 *
 * <p>A client may be used from any number of threads; use one for the whole program, because Fly's
 * rate limits are kept per client. It holds no resources that need closing.
 */
public final class FlyClient {
  private final CallEngine engine;

  private FlyClient(ClientSettings settings) {
    this.engine = new CallEngine(settings);
  }

  /**
   * Returns a client with the token and the endpoints that flyctl would use: {@code
   * FLY_ACCESS_TOKEN}, else {@code FLY_API_TOKEN}, else {@code access_token} of {@code
   * $FLY_CONFIG_DIR/config.yml} or {@code ~/.fly/config.yml}; {@code FLY_FLAPS_BASE_URL}, else
   * {@code FLY_API_HOSTNAME}, and {@code FLY_API_BASE_URL}. {@code HTTPS_PROXY}, {@code NO_PROXY}
   * and {@code SSL_CERT_FILE} are honoured as by flyctl; for a proxy with a user and password, Java
   * must be started with {@code -Djdk.http.auth.tunneling.disabledSchemes=}.
   *
   * @throws MissingTokenException if none of these has a token
   */
  public static FlyClient fromEnvironment() {
    Map<String, String> environment = new LinkedHashMap<>(System.getenv());
    environment.putIfAbsent("HOME", System.getProperty("user.home", ""));
    return builder().environment(environment).build();
  }

  /** Returns a builder for a customized client. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the operations on apps: create, find and delete them. */
  public Apps apps() {
    return new Apps(engine);
  }

  /** Returns a handle on one app; sends no request. */
  public FlyApp app(String name) {
    return new FlyApp(engine, name);
  }

  /** Returns a handle on one organization by its slug, {@code personal} for example. */
  public FlyOrg org(String slug) {
    return new FlyOrg(engine, slug);
  }

  /**
   * Lists the organizations that the token reaches: {@code GET /api/v1/organizations} at
   * api.fly.io.
   */
  public List<Organization> organizations() {
    return engine
        .send(new OperationCall(FlyOperation.ORGANIZATIONS_LIST).query("admin", false))
        .wrappedList(Organization::new, "organizations");
  }

  /**
   * Runs a GraphQL document at api.fly.io, for the few things that the REST API lacks: {@code POST
   * /graphql}. Never repeated automatically.
   *
   * @param document a query or a mutation
   * @param variables its variables
   * @return the {@code data} of the answer
   * @throws UnexpectedResponseException if the answer holds errors, which GraphQL sends with status
   *     200
   */
  public JsonObject graphQl(String document, JsonObject variables) {
    return engine
        .send(
            new OperationCall(FlyOperation.GRAPHQL)
                .body(JsonObject.of("query", document).with("variables", variables)))
        .graphQlData();
  }

  /** Returns the operations as prepared requests, which can be shown before they are sent. */
  public FlyRequests requests() {
    return new FlyRequests(engine);
  }

  /**
   * Makes the calling thread wait, in the way that {@link Builder#sleeper} sets: for programs whose
   * own pauses a test is to hold together with this client's.
   *
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public void pause(Duration duration) throws InterruptedException {
    engine.settings.sleeper.sleep(duration);
  }

  /** Returns the operations on regions and their capacity. */
  public Platform platform() {
    return new Platform(engine);
  }

  /** Returns the operations on tokens. */
  public Tokens tokens() {
    return new Tokens(engine);
  }

  /** Returns text that names the endpoint and never the token. */
  @Override
  public String toString() {
    return "FlyClient[" + engine.settings.machinesUri + "]";
  }

  /** Builds a client. Its text form does not show the token. */
  public static final class Builder {
    @Nullable Supplier<String> token;
    Function<String, URI> appUris = FlyApp::onTheInternet;
    RetryPolicy retry = RetryPolicy.ofDefaults();
    Duration callTimeout = Duration.ofMinutes(2);
    Duration attemptTimeout = Duration.ofSeconds(60);
    boolean rateLimiting = true;
    int maxResponseBytes = 64 << 20;
    Clock clock = new MonotonicClock();
    Sleeper sleeper =
        duration -> Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
    FlyEvent.Listener listener = event -> {};
    Supplier<ScheduledExecutorService> scheduler = BackgroundScheduler::shared;
    String userAgent = "mcp-fly-api";
    @Nullable URI baseUri;
    @Nullable URI apiBaseUri;
    @Nullable Path unixSocket;
    @Nullable HttpClient httpClient;
    Duration connectTimeout = Duration.ofSeconds(10);
    Map<String, String> environment = Map.of();
    @Nullable Path configFile;
    @Nullable ProxySelector proxy;
    @Nullable Path trusted;
    boolean plainHttp;

    private Builder() {}

    /** Sets the token, with or without its scheme ({@code FlyV1 } or {@code Bearer }). */
    public Builder token(String token) {
      String checked = Rules.token("token", token);
      this.token = () -> checked;
      return this;
    }

    /** Sets the supplier of the token, which is asked before each call and again after a 401. */
    public Builder token(Supplier<String> token) {
      this.token = Objects.requireNonNull(token);
      return this;
    }

    /**
     * Reads token and endpoints from environment variables, as {@link FlyClient#fromEnvironment}
     * does from those of the process. Values set on the builder itself take precedence.
     */
    public Builder environment(Map<String, String> variables) {
      this.environment = Map.copyOf(variables);
      return this;
    }

    /** Sets the path of flyctl's configuration file, for the token. */
    public Builder configFile(Path file) {
      this.configFile = Objects.requireNonNull(file);
      return this;
    }

    /**
     * Sets the address of the Machines API. {@code unix:/.fly/api} stands for the socket at that
     * path. Default: {@code https://api.machines.dev}.
     */
    public Builder baseUri(URI uri) {
      this.baseUri = Objects.requireNonNull(uri);
      return this;
    }

    /**
     * Sets the address of logs and organizations. Default: the base URI if that was set, so a token
     * never goes to a host that was not configured; otherwise {@code https://api.fly.io}.
     */
    public Builder apiBaseUri(URI uri) {
      this.apiBaseUri = Objects.requireNonNull(uri);
      return this;
    }

    /**
     * Connects over a Unix socket: inside a Machine, {@code /.fly/api} needs no token.
     *
     * @param socket the path of the socket
     */
    public Builder unixSocket(Path socket) {
      this.unixSocket = Objects.requireNonNull(socket);
      return this;
    }

    /**
     * Sets how the public address of an app is found. Default: {@code https://<app>.fly.dev/}.
     *
     * @param appUris maps an app's name to its address; for a port other than 443, the name is
     *     followed by the port, as in {@code my-app:8443}
     */
    public Builder appUris(Function<String, URI> appUris) {
      this.appUris = Objects.requireNonNull(appUris);
      return this;
    }

    /** Sets the HTTP client, for example for a custom proxy or TLS context. */
    public Builder httpClient(HttpClient client) {
      this.httpClient = Objects.requireNonNull(client);
      return this;
    }

    /**
     * Sets whether plain HTTP is allowed to any host. By default, the token goes over plain HTTP
     * only to this computer (loopback) and to Fly's private network: {@code *.internal}, {@code
     * *.flycast} and addresses in {@code fdaa::/16}.
     */
    public Builder allowPlainHttp(boolean allow) {
      this.plainHttp = allow;
      return this;
    }

    /**
     * Sets which proxy to use. Has no effect with {@link #httpClient}. Default: {@code
     * HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} of {@link #environment}, which may hold
     * a proxy's user and password.
     */
    public Builder proxy(ProxySelector selector) {
      this.proxy = Objects.requireNonNull(selector);
      return this;
    }

    /**
     * Trusts certificates in addition to those of the Java runtime: of a proxy that inspects
     * traffic, for example. Has no effect with {@link #httpClient}. Default: {@code SSL_CERT_FILE}
     * of {@link #environment}.
     *
     * @param pem a file of certificates in PEM form
     */
    public Builder trustedCertificates(Path pem) {
      this.trusted = Objects.requireNonNull(pem);
      return this;
    }

    /** Sets how long connecting may take. Default: 10 seconds. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = Rules.positive("connectTimeout", timeout);
      return this;
    }

    /**
     * Sets how long a call may take in all, retries and pauses included. Waits have their own
     * timeout. Default: 2 minutes.
     */
    public Builder callTimeout(Duration timeout) {
      this.callTimeout = Rules.positive("callTimeout", timeout);
      return this;
    }

    /** Sets how long one request may take until the last byte of its reply. Default: 60 seconds. */
    public Builder attemptTimeout(Duration timeout) {
      this.attemptTimeout = Rules.positive("attemptTimeout", timeout);
      return this;
    }

    /** Sets how often and when failed requests are repeated. */
    public Builder retry(RetryPolicy policy) {
      this.retry = Objects.requireNonNull(policy);
      return this;
    }

    /**
     * Sets whether requests wait to stay within Fly's documented rate limits. Turn it off only for
     * servers without such limits. Default: true.
     */
    public Builder rateLimiting(boolean limit) {
      this.rateLimiting = limit;
      return this;
    }

    /** Sets how long a reply may be, in bytes. Default: 64 MiB. */
    public Builder maxResponseBytes(int bytes) {
      this.maxResponseBytes = Rules.atLeast("maxResponseBytes", bytes, 1);
      return this;
    }

    /** Sets the clock for deadlines, limits and leases. Default: a monotonic system clock. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock);
      return this;
    }

    /** Sets how the client sleeps; a test can advance a clock instead. */
    public Builder sleeper(Sleeper sleeper) {
      this.sleeper = Objects.requireNonNull(sleeper);
      return this;
    }

    /** Sets the listener that is told what the client does. */
    public Builder listener(FlyEvent.Listener listener) {
      this.listener = Objects.requireNonNull(listener);
      return this;
    }

    /** Sets the executor that refreshes leases. Default: one daemon thread. */
    public Builder scheduler(ScheduledExecutorService scheduler) {
      Objects.requireNonNull(scheduler);
      this.scheduler = () -> scheduler;
      return this;
    }

    /** Sets the user agent, for example {@code my-tool/1.2}. */
    public Builder userAgent(String userAgent) {
      this.userAgent =
          Rules.headerText("userAgent", Rules.notBlank("userAgent", userAgent)) + " mcp-fly-api";
      return this;
    }

    /**
     * Builds the client.
     *
     * @throws MissingTokenException if there is no token and the API is not at a Unix socket
     */
    public FlyClient build() {
      return new FlyClient(new ClientWiring(this).settings());
    }

    /** Returns text that never shows the token. */
    @Override
    public String toString() {
      return "FlyClient.Builder[" + (baseUri == null ? ClientWiring.MACHINES : baseUri) + "]";
    }
  }

  /** Makes the calling thread wait. A test can provide one that advances a clock instead. */
  @FunctionalInterface
  public interface Sleeper {
    /**
     * Waits.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    void sleep(Duration duration) throws InterruptedException;
  }
}
