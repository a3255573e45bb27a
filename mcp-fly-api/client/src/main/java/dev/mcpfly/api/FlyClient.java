package dev.mcpfly.api;

import dev.mcpfly.api.internal.Endpoints;
import dev.mcpfly.api.internal.Excerpt;
import dev.mcpfly.api.internal.JdkTransport;
import dev.mcpfly.api.internal.MonotonicClock;
import dev.mcpfly.api.internal.Transport;
import dev.mcpfly.api.internal.Trust;
import dev.mcpfly.api.internal.UnixSocketTransport;
import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Organization;
import java.io.IOException;
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
 * Speaks to the Fly Machines API.
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
 * fails. A client may be used from any number of threads; use one for the whole program, because
 * Fly's rate limits are kept per client. It holds no resources that need closing.
 */
public final class FlyClient {
  private static final URI MACHINES = URI.create("https://api.machines.dev");
  private static final URI API = URI.create("https://api.fly.io");

  private final CallEngine engine;

  private FlyClient(ClientSettings settings) {
    this.engine = new CallEngine(settings);
  }

  /**
   * Returns a client with the token and the endpoints that flyctl would use: {@code
   * FLY_ACCESS_TOKEN}, else {@code FLY_API_TOKEN}, else {@code access_token} of {@code
   * $FLY_CONFIG_DIR/config.yml} or {@code ~/.fly/config.yml}; {@code FLY_FLAPS_BASE_URL}, else
   * {@code FLY_API_HOSTNAME}, and {@code FLY_API_BASE_URL}. {@code HTTPS_PROXY}, {@code NO_PROXY}
   * and {@code SSL_CERT_FILE} hold as they do for flyctl.
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

  /** Creates, finds and deletes apps. */
  public Apps apps() {
    return new Apps(engine);
  }

  /** Returns a handle on one app; nothing is asked of the server. */
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
   * Runs a GraphQL document at api.fly.io, for the few things that the REST API does not have:
   * {@code POST /graphql}. It is never repeated by itself.
   *
   * @param document a query or a mutation
   * @param variables its variables
   * @return the {@code data} of the answer
   * @throws UnexpectedResponseException if the answer holds errors, which GraphQL sends with status
   *     200
   */
  public JsonObject graphQl(String document, JsonObject variables) {
    Answer answer =
        engine.send(
            new OperationCall(FlyOperation.GRAPHQL)
                .body(JsonObject.of("query", document).with("variables", variables)));
    JsonObject reply = answer.object();
    return answer.read(
        () -> {
          List<JsonObject> errors = reply.objects("errors");
          if (!errors.isEmpty()) {
            String text = errors.get(0).text("message", "an error without a message");
            throw new JsonException(Excerpt.of(text, Excerpt.IN_MESSAGE));
          }
          JsonObject data = reply.object("data");
          return data == null ? JsonObject.empty() : data;
        });
  }

  /** Prepares requests that can be shown before they are sent. */
  public FlyRequests requests() {
    return new FlyRequests(engine);
  }

  /** Asks for regions and room in them. */
  public Platform platform() {
    return new Platform(engine);
  }

  /** Asks what tokens are for. */
  public Tokens tokens() {
    return new Tokens(engine);
  }

  /** Returns text that names the endpoint and never the token. */
  @Override
  public String toString() {
    return "FlyClient[" + engine.settings.machinesUri + "]";
  }

  /** Collects the settings of a client. Its text form does not show the token. */
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
    private @Nullable URI baseUri;
    private @Nullable URI apiBaseUri;
    private @Nullable Path unixSocket;
    private @Nullable HttpClient httpClient;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Map<String, String> environment = Map.of();
    private @Nullable Path configFile;
    private @Nullable ProxySelector proxy;
    private @Nullable Path trusted;
    private boolean plainHttp;

    private Builder() {}

    /** Sets the token, with or without its scheme ({@code FlyV1 } or {@code Bearer }). */
    public Builder token(String token) {
      String checked = Rules.secret("token", token);
      this.token = () -> checked;
      return this;
    }

    /** Sets where to get the token: asked before each call, and again after a 401. */
    public Builder token(Supplier<String> token) {
      this.token = Objects.requireNonNull(token);
      return this;
    }

    /**
     * Takes token and endpoints from environment variables, as {@link FlyClient#fromEnvironment}
     * does from those of the process. What is set on the builder itself goes first.
     */
    public Builder environment(Map<String, String> variables) {
      this.environment = Map.copyOf(variables);
      return this;
    }

    /** Sets where flyctl's configuration file is, for the token. */
    public Builder configFile(Path file) {
      this.configFile = Objects.requireNonNull(file);
      return this;
    }

    /**
     * Sets where the Machines API is; {@code https://api.machines.dev} unless set. {@code
     * unix:/.fly/api} stands for the socket of that path.
     */
    public Builder baseUri(URI uri) {
      this.baseUri = Objects.requireNonNull(uri);
      return this;
    }

    /**
     * Sets where logs and organizations are; {@code https://api.fly.io} unless set, or the base URI
     * if that was set, so that a token never goes to a host that was not configured.
     */
    public Builder apiBaseUri(URI uri) {
      this.apiBaseUri = Objects.requireNonNull(uri);
      return this;
    }

    /**
     * Speaks over a Unix socket: inside a Machine, {@code /.fly/api} needs no token.
     *
     * @param socket the path of the socket
     */
    public Builder unixSocket(Path socket) {
      this.unixSocket = Objects.requireNonNull(socket);
      return this;
    }

    /**
     * Sets where the public endpoint of an app is; {@code https://<app>.fly.dev/} unless set.
     *
     * @param appUris is given an app's name; for another port than 443 followed by it, as in {@code
     *     my-app:8443}
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
     * Allows plain HTTP to any host. Without it the token goes over plain HTTP only to this
     * computer (loopback) and to Fly's private network: {@code *.internal}, {@code *.flycast} and
     * addresses in {@code fdaa::/16}.
     */
    public Builder allowPlainHttp(boolean allow) {
      this.plainHttp = allow;
      return this;
    }

    /**
     * Sets which proxy to use. Unless set, {@link #environment} decides: {@code HTTPS_PROXY},
     * {@code HTTP_PROXY} and {@code NO_PROXY}. Has no effect with {@link #httpClient}.
     */
    public Builder proxy(ProxySelector selector) {
      this.proxy = Objects.requireNonNull(selector);
      return this;
    }

    /**
     * Trusts further certificates beside those of this Java: of a proxy that inspects traffic, for
     * example. Unless set, {@link #environment} decides: {@code SSL_CERT_FILE}. Has no effect with
     * {@link #httpClient}.
     *
     * @param pem a file of certificates in PEM form
     */
    public Builder trustedCertificates(Path pem) {
      this.trusted = Objects.requireNonNull(pem);
      return this;
    }

    /** Sets how long connecting may take; 10 seconds unless set. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = Rules.positive("connectTimeout", timeout);
      return this;
    }

    /**
     * Sets how long a call may take in all, retries and pauses included; 2 minutes unless set.
     * Waits have their own.
     */
    public Builder callTimeout(Duration timeout) {
      this.callTimeout = Rules.positive("callTimeout", timeout);
      return this;
    }

    /**
     * Sets how long one request may take until the last byte of its reply; 60 seconds unless set.
     */
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
     * Sets whether requests wait to stay inside Fly's documented limits; they do unless set. Turn
     * it off only for servers that have no such limits.
     */
    public Builder rateLimiting(boolean limit) {
      this.rateLimiting = limit;
      return this;
    }

    /** Sets how long a reply may be, in bytes; 64 MiB unless set. */
    public Builder maxResponseBytes(int bytes) {
      this.maxResponseBytes = Rules.atLeast("maxResponseBytes", bytes, 1);
      return this;
    }

    /** Sets the clock that deadlines, limits and leases go by. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock);
      return this;
    }

    /** Sets how the client sleeps; a test can move a clock instead. */
    public Builder sleeper(Sleeper sleeper) {
      this.sleeper = Objects.requireNonNull(sleeper);
      return this;
    }

    /** Sets a listener for what the client does. */
    public Builder listener(FlyEvent.Listener listener) {
      this.listener = Objects.requireNonNull(listener);
      return this;
    }

    /** Sets the executor that refreshes leases; by default one daemon thread. */
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
      ClientEnvironment surroundings = new ClientEnvironment(environment, configFile);
      URI base = baseUri != null ? baseUri : surroundings.machinesUri();
      if (base != null && "unix".equals(base.getScheme()) && unixSocket == null) {
        unixSocket =
            Path.of(Objects.requireNonNullElse(base.getPath(), base.getSchemeSpecificPart()));
      }
      URI api = apiBaseUri != null ? apiBaseUri : surroundings.apiUri();
      boolean local = unixSocket != null;
      Transport transport;
      if (unixSocket != null) {
        transport = new UnixSocketTransport(unixSocket);
        base = URI.create("http://flaps");
      } else {
        transport = new JdkTransport(httpClient == null ? newHttpClient(surroundings) : httpClient);
        if (token == null) {
          token = surroundings.token();
        }
      }
      if (base == null) {
        base = MACHINES;
      }
      if (api == null) {
        api = base.equals(MACHINES) ? API : base;
      }
      if (!local) {
        checkEndpoint("baseUri", base);
        checkEndpoint("apiBaseUri", api);
      }
      return new FlyClient(new ClientSettings(this, transport, base, api));
    }

    private void checkEndpoint(String field, URI uri) {
      String objection = Endpoints.objection(uri, plainHttp);
      if (objection != null) {
        String shown =
            uri.getRawUserInfo() != null ? "an address with a user name" : "'" + uri + "'";
        throw new InvalidRequestException(field, shown, objection);
      }
    }

    private HttpClient newHttpClient(ClientEnvironment surroundings) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .connectTimeout(connectTimeout)
              .followRedirects(HttpClient.Redirect.NEVER);
      ProxySelector chosen = proxy != null ? proxy : surroundings.proxy();
      if (chosen != null) {
        builder.proxy(chosen);
      }
      Path pem = trusted != null ? trusted : surroundings.trustedCertificates();
      if (pem != null) {
        try {
          builder.sslContext(Trust.also(pem));
        } catch (IOException e) {
          throw new InvalidRequestException(
              trusted != null ? "trustedCertificates" : "SSL_CERT_FILE",
              "'" + pem + "'",
              "it must be a readable PEM file of certificates (" + e.getMessage() + ")");
        }
      }
      return builder.build();
    }

    /** Returns text that never shows the token. */
    @Override
    public String toString() {
      return "FlyClient.Builder[" + (baseUri == null ? MACHINES : baseUri) + "]";
    }
  }

  /** Lets the calling thread wait. Tests give one that moves a clock instead. */
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
