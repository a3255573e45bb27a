package dev.mcpfly.config;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.config.internal.secret.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a client reaches an MCP server, independent of any client's format.
 *
 * <pre>{@code
 * McpServerEntry.stdio("npx", "-y", "@modelcontextprotocol/server-slack").env("SLACK_BOT_TOKEN", token)
 * McpServerEntry.http(URI.create("https://my-app.fly.dev/mcp")).header("Authorization", "Bearer " + token)
 * }</pre>
 *
 * <p>Immutable: each method returns a new entry. {@link #toString()} hides the values of variables
 * and headers.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class McpServerEntry {
  /** How messages travel between the client and the server. */
  public enum Transport {
    /** The client starts a command and talks over its standard streams. */
    STDIO,
    /** Streamable HTTP. */
    HTTP,
    /** HTTP with server-sent events, the transport before Streamable HTTP. */
    SSE,
    /** A transport unknown to this library; the entry is kept unchanged in {@link #unknown()}. */
    OTHER
  }

  private final Transport transport;
  private final List<String> command;
  private final String url;
  private final Map<String, ConfigValue> env;
  private final Map<String, ConfigValue> headers;
  private final @Nullable String workingDirectory;
  private final @Nullable Boolean enabled;
  private final @Nullable Duration timeout;
  private final List<String> autoApproved;
  private final @Nullable SignIn signIn;
  private final Map<String, Object> unknown;

  McpServerEntry(EntryDraft draft) {
    this.transport = draft.transport;
    this.command = List.copyOf(draft.command);
    this.url = draft.url;
    this.env = Collections.unmodifiableMap(new LinkedHashMap<>(draft.env));
    this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(draft.headers));
    this.workingDirectory = draft.workingDirectory;
    this.enabled = draft.enabled;
    this.timeout = draft.timeout;
    this.autoApproved = List.copyOf(draft.autoApproved);
    this.signIn = draft.signIn;
    this.unknown = Collections.unmodifiableMap(new LinkedHashMap<>(draft.unknown));
  }

  /** Returns an entry for a server that the client starts. */
  public static McpServerEntry stdio(String command, String... args) {
    return new EntryDraft(Transport.STDIO).command(command, List.of(args)).build();
  }

  /** Returns an entry for a server at a Streamable HTTP endpoint. */
  public static McpServerEntry http(URI endpoint) {
    return new EntryDraft(Transport.HTTP).url(endpoint.toString()).build();
  }

  /** Returns an entry for a server at an HTTP+SSE endpoint. */
  public static McpServerEntry sse(URI endpoint) {
    return new EntryDraft(Transport.SSE).url(endpoint.toString()).build();
  }

  /** Returns this entry with a variable of the server's environment. */
  public McpServerEntry env(String name, String value) {
    return env(name, ConfigValue.literal(value));
  }

  /** Returns this entry with a variable of the server's environment, literal or by reference. */
  public McpServerEntry env(String name, ConfigValue value) {
    EntryDraft draft = new EntryDraft(this);
    draft.env.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return draft.build();
  }

  /** Returns this entry with an HTTP header that the client sends. */
  public McpServerEntry header(String name, String value) {
    return header(name, ConfigValue.literal(value));
  }

  /** Returns this entry with an HTTP header that the client sends, literal or by reference. */
  public McpServerEntry header(String name, ConfigValue value) {
    EntryDraft draft = new EntryDraft(this);
    draft.headers.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return draft.build();
  }

  /** Returns this entry with a directory in which the command is started. */
  public McpServerEntry workingDirectory(String directory) {
    EntryDraft draft = new EntryDraft(this);
    draft.workingDirectory = Objects.requireNonNull(directory, "directory");
    return draft.build();
  }

  /** Returns this entry switched on or off. Default: the client's setting stays unchanged. */
  public McpServerEntry enabled(boolean on) {
    EntryDraft draft = new EntryDraft(this);
    draft.enabled = on;
    return draft.build();
  }

  /**
   * Returns this entry with the time that the client waits for the server. Default: the client
   * decides.
   */
  public McpServerEntry timeout(Duration time) {
    EntryDraft draft = new EntryDraft(this);
    draft.timeout = Objects.requireNonNull(time, "time");
    return draft.build();
  }

  /**
   * Returns this entry with the tools that the client runs without asking its user. Default: the
   * client's list stays unchanged. Clients whose files have no such list refuse the entry; see
   * {@link McpClient.Capabilities#autoApproval()}.
   *
   * @param tools the exact names of tools
   */
  public McpServerEntry autoApprove(String... tools) {
    EntryDraft draft = new EntryDraft(this);
    draft.autoApproved = List.of(tools);
    return draft.build();
  }

  /**
   * Returns this entry with a sign-in by OAuth, where the client finds the authorization server and
   * registers itself. A client that cannot do that refuses the entry; see {@link
   * McpClient#signsIn()}.
   */
  public McpServerEntry signIn() {
    return signIn(SignIn.discovered());
  }

  /** Returns this entry with a sign-in by OAuth. */
  public McpServerEntry signIn(SignIn how) {
    EntryDraft draft = new EntryDraft(this);
    draft.signIn = Objects.requireNonNull(how, "how");
    return draft.build();
  }

  /** Returns how messages travel. */
  public Transport transport() {
    return transport;
  }

  /** Returns the command; empty unless the transport is stdio. */
  public Optional<String> command() {
    return command.isEmpty() ? Optional.empty() : Optional.of(command.get(0));
  }

  /** Returns the command's arguments. */
  public List<String> args() {
    return command.isEmpty() ? List.of() : command.subList(1, command.size());
  }

  /** Returns the endpoint as written; empty for stdio. */
  public Optional<String> url() {
    return url.isEmpty() ? Optional.empty() : Optional.of(url);
  }

  /**
   * Returns the endpoint, or empty if there is none or it is not a URI (a client may interpolate
   * it).
   */
  public Optional<URI> uri() {
    try {
      return url.isEmpty() ? Optional.empty() : Optional.of(new URI(url));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Returns the variables of the server's environment, in order. */
  public Map<String, ConfigValue> env() {
    return env;
  }

  /** Returns the HTTP headers, in order. */
  public Map<String, ConfigValue> headers() {
    return headers;
  }

  /** Returns the directory in which the command is started, if it is given. */
  public Optional<String> workingDirectory() {
    return Optional.ofNullable(workingDirectory);
  }

  /** Returns whether the entry is switched on, if it says so. */
  public Optional<Boolean> enabled() {
    return Optional.ofNullable(enabled);
  }

  /** Returns how long the client waits for the server, if it is given. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /** Returns the tools that the client runs without asking; empty if the entry names none. */
  public List<String> autoApproved() {
    return autoApproved;
  }

  /** Returns how the client signs in, if the entry says so. */
  public Optional<SignIn> oauth() {
    return Optional.ofNullable(signIn);
  }

  /**
   * Returns the members of the file's entry that this library does not know, as plain values. They
   * stay in the file when the entry is merged, and do not travel to other clients.
   */
  public Map<String, Object> unknown() {
    return unknown;
  }

  /**
   * Returns the remote server that this entry leads to, directly or through a known proxy command.
   */
  public Optional<RemoteTarget> remoteTarget() {
    return RemoteTargets.of(this);
  }

  /**
   * Returns an entry for a client that only starts servers: npm's {@code mcp-remote}, which reaches
   * this remote server. Header values are passed in its environment, so no argument holds a secret
   * or a space. A stdio entry is returned unchanged.
   *
   * @throws IllegalStateException if the transport is {@link Transport#OTHER}
   */
  public McpServerEntry throughMcpRemote() {
    return McpRemote.proxyTo(this);
  }

  /**
   * Compares everything but {@link #unknown()}, which belongs to a client's file and not to the
   * server.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof McpServerEntry that
        && transport == that.transport
        && command.equals(that.command)
        && url.equals(that.url)
        && env.equals(that.env)
        && headers.equals(that.headers)
        && Objects.equals(workingDirectory, that.workingDirectory)
        && Objects.equals(enabled, that.enabled)
        && Objects.equals(timeout, that.timeout)
        && autoApproved.equals(that.autoApproved)
        && Objects.equals(signIn, that.signIn);
  }

  @Override
  public int hashCode() {
    return Objects.hash(transport, command, url, env, headers, workingDirectory, enabled, timeout);
  }

  /** Returns what the entry reaches, with the values of variables and headers hidden. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(transport.toString());
    if (!command.isEmpty()) {
      text.append(' ').append(String.join(" ", Secrets.hideInCommand(command)));
    }
    if (!url.isEmpty()) {
      text.append(' ').append(Secrets.hideInUrl(url));
    }
    if (!env.isEmpty()) {
      text.append(" env ").append(env);
    }
    if (!headers.isEmpty()) {
      text.append(" headers ").append(headers);
    }
    return Visible.line(text.toString());
  }

  /**
   * The remote server behind an entry: a deployment on Fly.io, or any other endpoint.
   *
   * @param via how the entry reaches it
   * @param url the endpoint
   * @param appName the Fly app, if the host is {@code APP.fly.dev}, {@code APP.flycast} or {@code
   *     APP.internal}
   * @param auth how the entry authenticates
   */
  @CheckReturnValue
  @SuppressWarnings("exports") // needed only while compiling
  public record RemoteTarget(Via via, URI url, Optional<String> appName, Auth auth) {
    /** How an entry reaches a remote server. */
    public enum Via {
      /** The client itself speaks HTTP. */
      CLIENT,
      /** This project's proxy command, {@code mcp-fly-relay.jar proxy --url URL}. */
      MCP_FLY_PROXY,
      /** The command {@code flyctl mcp proxy --url URL}. */
      FLYCTL_PROXY,
      /** The npm package {@code mcp-remote}. */
      MCP_REMOTE
    }

    /** How an entry authenticates; the credentials themselves are not kept. */
    public enum Auth {
      /** No authentication, or none that the entry shows. */
      NONE,
      /** With a bearer token. */
      BEARER,
      /** With a user name and password. */
      BASIC,
      /** With another header. */
      OTHER
    }
  }

  /**
   * How a client signs its user in at a remote server by OAuth 2.1.
   *
   * <pre>{@code
   * McpServerEntry.http(uri).signIn()                    // the client discovers everything itself
   * McpServerEntry.http(uri).signIn(McpServerEntry.SignIn.client("my-id").scopes("read"))  // registered beforehand
   * }</pre>
   *
   * <p>Immutable: each method returns a new value. {@link #toString()} hides the secret.
   *
   * @param clientId the id of a client that was registered at the authorization server beforehand;
   *     empty if the client registers itself
   * @param clientSecret the secret that belongs to the id
   * @param scopes the scopes to ask for; if empty, the client and the server decide
   * @param callbackPort the port of the loopback redirect address, from 1 to 65535, if the redirect
   *     was registered with a port
   */
  public record SignIn(
      Optional<String> clientId,
      Optional<ConfigValue> clientSecret,
      List<String> scopes,
      OptionalInt callbackPort) {
    /**
     * Checks the members.
     *
     * @throws IllegalArgumentException if an id, scope or port is invalid, or there is a secret
     *     without an id
     */
    public SignIn {
      scopes = List.copyOf(scopes);
      if (clientId.filter(String::isBlank).isPresent()) {
        throw new IllegalArgumentException("The OAuth client id must not be blank.");
      }
      if (clientSecret.isPresent() && clientId.isEmpty()) {
        throw new IllegalArgumentException("An OAuth client secret needs a client id.");
      }
      if (!areScopes(scopes)) {
        throw new IllegalArgumentException(
            "An OAuth scope must be one word without quotes or backslashes. Give each scope on its"
                + " own.");
      }
      if (callbackPort.isPresent()
          && (callbackPort.getAsInt() < 1 || callbackPort.getAsInt() > 65_535)) {
        throw new IllegalArgumentException(
            "The callback port must be from 1 to 65535, but was " + callbackPort.getAsInt() + ".");
      }
    }

    /** Returns whether all of these can be scopes (RFC 6749, section 3.3). */
    static boolean areScopes(List<String> names) {
      return names.stream().allMatch(name -> name.matches("[\\x21\\x23-\\x5b\\x5d-\\x7e]+"));
    }

    /** Returns a sign-in where the client finds the authorization server and registers itself. */
    public static SignIn discovered() {
      return new SignIn(Optional.empty(), Optional.empty(), List.of(), OptionalInt.empty());
    }

    /** Returns a sign-in with a client id that was registered beforehand. */
    public static SignIn client(String id) {
      return new SignIn(
          Optional.of(Objects.requireNonNull(id, "id")),
          Optional.empty(),
          List.of(),
          OptionalInt.empty());
    }

    /** Returns this sign-in with the client's secret. */
    public SignIn secret(String value) {
      return secret(ConfigValue.literal(value));
    }

    /** Returns this sign-in with the client's secret, literal or by reference. */
    public SignIn secret(ConfigValue value) {
      return new SignIn(clientId, Optional.of(value), scopes, callbackPort);
    }

    /** Returns this sign-in with the scopes to ask for. */
    public SignIn scopes(String... names) {
      return new SignIn(clientId, clientSecret, List.of(names), callbackPort);
    }

    /** Returns this sign-in with the port of the loopback redirect address. */
    public SignIn callbackPort(int port) {
      return new SignIn(clientId, clientSecret, scopes, OptionalInt.of(port));
    }
  }
}
