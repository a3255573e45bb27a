package dev.mcpfly.transport;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.transport.auth.OAuthClient;
import dev.mcpfly.transport.internal.auth.client.ClientAccess;
import dev.mcpfly.transport.internal.remote.RemoteSettings;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Connection, credential and timeout options for a remote MCP server.
 *
 * <p>Immutable: each method returns a new object. Credentials are never part of a message, a log
 * line or a {@code toString}.
 *
 * @param <T> the type that the methods return
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public abstract sealed class RemoteOptions<T extends RemoteOptions<T>>
    permits SdkClient, StdioProxy {
  private final RemoteSettings settings;

  RemoteOptions(RemoteSettings settings) {
    this.settings = settings;
  }

  final RemoteSettings settings() {
    return settings;
  }

  /** Returns whether the URL carries nothing in clear text over a network, or was allowed to. */
  final boolean isSafe() {
    try {
      settings.requireSafeScheme();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  abstract T with(RemoteSettings changed);

  private T change(Consumer<RemoteSettings> change) {
    RemoteSettings copy = settings.copy();
    change.accept(copy);
    return with(copy);
  }

  /**
   * Sends a bearer token with every request.
   *
   * @throws IllegalArgumentException if the token is blank or contains characters that are not
   *     valid in a header
   */
  public final T bearerToken(String token) {
    String value = "Bearer " + Credentials.headerSafe("bearer token", token);
    return change(s -> s.header("Authorization", () -> value));
  }

  /** Calls the supplier for the bearer token before every request, so that the token can change. */
  public final T bearerToken(Supplier<String> token) {
    Objects.requireNonNull(token, "token");
    return change(
        s ->
            s.header(
                "Authorization",
                () -> "Bearer " + Credentials.headerSafe("bearer token", token.get())));
  }

  /**
   * Reads the bearer token from a file, and again whenever the file changes; white space around it
   * does not count.
   */
  public final T bearerTokenFile(Path file) {
    return bearerToken(Credentials.file(file));
  }

  /** Reads the bearer token from an environment variable of this process. */
  public final T bearerTokenFromEnvironment(String variable) {
    return bearerToken(Credentials.environment(variable));
  }

  /**
   * Sends a user and password (HTTP Basic) with every request.
   *
   * @throws IllegalArgumentException if the user contains a colon
   */
  public final T basic(String user, String password) {
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "The user name must not contain a colon, which ends it in HTTP Basic.");
    }
    String pair =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return change(s -> s.header("Authorization", () -> "Basic " + pair));
  }

  /**
   * Signs in by OAuth when the server asks for it; see {@link OAuthClient}. Without effect if an
   * {@code Authorization} header is set too, by {@link #bearerToken}, {@link #basic} or {@link
   * #header}.
   */
  public final T oauth(OAuthClient client) {
    Objects.requireNonNull(client, "client");
    return change(s -> s.oauth = ClientAccess.settings(client));
  }

  /**
   * Sends a header with every request, replacing an earlier one of the same name.
   *
   * @throws IllegalArgumentException if the value contains characters that are not valid in a
   *     header
   */
  public final T header(String name, String value) {
    String safe = Credentials.headerSafe("header " + name, value);
    return change(s -> s.header(name, () -> safe));
  }

  /** Calls the supplier for a header's value before every request. */
  public final T header(String name, Supplier<String> value) {
    Objects.requireNonNull(value, "value");
    return change(s -> s.header(name, () -> Credentials.headerSafe("header " + name, value.get())));
  }

  /**
   * Sends every request to one Machine of the app, GETs included, with {@code
   * Fly-Force-Instance-Id}.
   *
   * @param machineId the Machine's id
   */
  public final T instance(String machineId) {
    return header("Fly-Force-Instance-Id", machineId);
  }

  /** Sets the dialect that the server speaks; the default is {@link Dialect#AUTO}. */
  public final T dialect(Dialect dialect) {
    return change(s -> s.dialect = dialect.setting);
  }

  /**
   * Allows plain http to any host.
   *
   * <p>By default it is allowed only to this machine ({@code localhost}, {@code 127.0.0.0/8},
   * {@code ::1}) and to Fly's private names ({@code *.internal}, {@code *.flycast}), which
   * WireGuard encrypts.
   */
  public final T allowPlainHttp() {
    return change(s -> s.allowPlainHttp = true);
  }

  /** Sets how long connecting may take; the default is 10 seconds. */
  public final T connectTimeout(Duration timeout) {
    Durations.requirePositive("connect timeout", timeout);
    return change(s -> s.connectTimeout = timeout);
  }

  /**
   * Sets how long a message is retried while the server cannot accept it, for example because a
   * stopped Machine is starting; the default is 45 seconds.
   *
   * <p>Connections that are refused and HTTP 429 and 503 are tried again, with a growing pause. So
   * are HTTP 502, 504 and connections that break, if the request is harmless to repeat or nothing
   * was heard of the server for half a minute; otherwise they are reported, as the server may have
   * acted.
   */
  public final T wakeTimeout(Duration timeout) {
    Durations.requireNotNegative("wake timeout", timeout);
    return change(s -> s.wakeTimeout = timeout);
  }

  /**
   * Sets how long to wait for outstanding responses after the client has disconnected; the default
   * is 10 seconds.
   */
  public final T drainTimeout(Duration timeout) {
    Durations.requireNotNegative("drain timeout", timeout);
    return change(s -> s.drainTimeout = timeout);
  }

  /**
   * Limits how long each request waits for its response; without a limit by default. A request that
   * times out is cancelled at the server and answered with a JSON-RPC error.
   */
  public final T requestTimeout(Duration timeout) {
    Durations.requirePositive("request timeout", timeout);
    return change(s -> s.requestTimeout = timeout);
  }

  /**
   * Pings the server at this interval once the handshake is done, so that neither connections nor a
   * Machine go idle; off by default. The client does not see it. Nothing is sent to servers of the
   * stateless revision, which has no ping.
   */
  public final T ping(Duration interval) {
    Durations.requirePositive("ping interval", interval);
    return change(s -> s.pingInterval = interval);
  }

  /**
   * Limits the size of one message in either direction, in bytes; the default is 64 MiB. A larger
   * one is answered with a JSON-RPC error, and the conversation goes on.
   */
  public final T maxMessageBytes(int bytes) {
    if (bytes < 1024) {
      throw new IllegalArgumentException(
          "The message limit must be at least 1024 bytes, but was " + bytes + ".");
    }
    return change(s -> s.maxMessageBytes = bytes);
  }

  /**
   * Limits how many requests are in flight at once, each on its own connection; the default is 128.
   * Further requests wait; notifications, responses and subscriptions do not count.
   *
   * @throws IllegalArgumentException if the count is less than 1
   */
  public final T maxParallelRequests(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "maxParallelRequests must be at least 1, but was " + count + ".");
    }
    return change(s -> s.maxParallelRequests = count);
  }

  /**
   * Trusts the certificate authorities in a file as well as the JVM's own: a PEM file, or a PKCS#12
   * or JKS store with the password {@code changeit} or none.
   *
   * <p>The environment variables {@code SSL_CERT_FILE} and {@code NODE_EXTRA_CA_CERTS} do the same,
   * {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY} name an HTTP
   * proxy, and {@code javax.net.ssl.trustStore} replaces the JVM's own authorities. A proxy that
   * wants a password for https needs the system property {@code
   * jdk.http.auth.tunneling.disabledSchemes} to be empty. Files are read when a connection is
   * opened; one that cannot be read is an {@code IllegalArgumentException}.
   */
  public final T trustStore(Path file) {
    Objects.requireNonNull(file, "file");
    return change(s -> s.trustStore = file);
  }

  /** Follows these variables instead of the process's own. */
  final T environment(Map<String, String> variables) {
    return change(s -> s.environment = Map.copyOf(variables));
  }

  /**
   * Uses the caller's HTTP client, which then knows its proxy and its certificates itself.
   *
   * <p>It should not follow redirects: this library does, within the server's origin. The connect
   * timeout is then the client's own.
   */
  public final T httpClient(HttpClient client) {
    Objects.requireNonNull(client, "client");
    return change(s -> s.httpClient = client);
  }

  /** Returns the server's URL, without credentials. */
  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + settings + "]";
  }

  /** The HTTP dialect of a remote MCP server. */
  public enum Dialect {
    /** Detected with the first message; the default. */
    AUTO(RemoteSettings.Dialect.AUTO),

    /** Streamable HTTP of the MCP revisions 2025-03-26 and later. */
    STREAMABLE_HTTP(RemoteSettings.Dialect.STREAMABLE_HTTP),

    /** HTTP+SSE of the MCP revision 2024-11-05. */
    LEGACY_SSE(RemoteSettings.Dialect.LEGACY_SSE),

    /**
     * The private dialect of {@code flyctl mcp wrap}: lines posted to the server's stdin, and one
     * GET whose body is its stdout.
     */
    FLY_WRAP(RemoteSettings.Dialect.FLY_WRAP);

    private final RemoteSettings.Dialect setting;

    Dialect(RemoteSettings.Dialect setting) {
      this.setting = setting;
    }
  }
}
