package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.MachineContainerBuilder;
import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.RegistryClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Launches an MCP server on Fly.io and puts it into MCP clients.
 *
 * <pre>{@code
 * McpDeployment slack = McpLauncher.on(FlyClient.fromEnvironment())
 *     .command("npx -y @modelcontextprotocol/server-slack")
 *     .server("slack")
 *     .secret("SLACK_BOT_TOKEN", "xoxb-...")
 *     .client(McpClients.claudeDesktop())
 *     .launch();
 * }</pre>
 *
 * <p>Unless told otherwise a launch makes an app of its own with public addresses, demands a random
 * bearer token, runs one machine of one shared CPU with 1 GB in the region that has room nearest to
 * the caller, and suspends it when it is idle. Launching again what is there already changes
 * nothing; launching it changed updates it in place. A launch that fails takes back what it did.
 *
 * <p>A launcher collects options and may be launched several times; it is not safe for use by
 * several threads at once. The options are read when {@link #plan()} or {@link #launch()} is
 * called.
 */
public final class McpLauncher extends MachineOptions<McpLauncher> {
  final FlyClient fly;
  List<String> command = List.of();
  @Nullable ServerImage image;
  ServerSource.@Nullable Http http;
  final List<String> setup = new ArrayList<>();
  boolean relay;
  @Nullable RegistryClient images;
  @Nullable String app;
  @Nullable String hostMachine;
  @Nullable String org;
  Authorization authorization = Authorization.generatedBearerToken();
  Access access = Access.publicHttps();

  /** What is the deployment's own; an app that several share is filled by a {@link McpFleet}. */
  DeploymentRecord.Scope scope = DeploymentRecord.Scope.APP;

  final List<String> domains = new ArrayList<>();
  @Nullable ReverseProxy reverseProxy;
  final List<ServerContainers.Companion> companions = new ArrayList<>();
  Consumer<LaunchEvent> listener = event -> {};
  Duration startTimeout = Duration.ofMinutes(5);
  Duration answerTimeout = Duration.ofMinutes(2);

  private McpLauncher(FlyClient fly) {
    this.fly = fly;
  }

  @Override
  McpLauncher self() {
    return this;
  }

  /**
   * Begins a launch.
   *
   * @param fly the account to launch with, or an emulator's client
   */
  public static McpLauncher on(FlyClient fly) {
    return new McpLauncher(Objects.requireNonNull(fly));
  }

  /**
   * Begins with a server that runs in this application, without Fly.io: clients get the same
   * entries.
   */
  public static InProcessLauncher inThisProcess() {
    return new InProcessLauncher();
  }

  /**
   * Runs a stdio server by its command: in the platform's wrapper image, which has {@code npx},
   * {@code node} and {@code uvx}; in Go's image, if it is a command of {@code go}; or in the image
   * that {@link #image} names, behind its entrypoint.
   *
   * @param line a command line, split into words as a shell would; nothing in it is expanded
   * @throws InvalidLaunchException if it is empty or has an open quote
   */
  public McpLauncher command(String line) {
    return command(ShellWords.split(line));
  }

  /**
   * Runs a stdio server by its command.
   *
   * @param words the program and its arguments
   * @throws InvalidLaunchException if the list is empty
   */
  public McpLauncher command(List<String> words) {
    if (words.isEmpty()) {
      throw new InvalidLaunchException(
          "The command is empty; name the program that is the MCP server.");
    }
    command = List.copyOf(words);
    http = null;
    return this;
  }

  /**
   * Runs a stdio server in an image of anybody's. The relay of this library, or flyctl's wrapper
   * where no JRE can run, is put in front of it, and the result is pushed to the app's own
   * registry; neither Docker nor a builder is needed.
   *
   * @param reference for example {@code ghcr.io/github/github-mcp-server}
   * @throws InvalidLaunchException if it is no image reference
   */
  public McpLauncher image(String reference) {
    try {
      return image(ServerImage.of(reference));
    } catch (ImageException e) {
      throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Runs a stdio server in an image, with more said of how it is wrapped.
   *
   * @param server the image and what is put in front of it
   */
  public McpLauncher image(ServerImage server) {
    image = Objects.requireNonNull(server);
    http = null;
    return this;
  }

  /**
   * Runs an image whose server speaks HTTP by itself.
   *
   * @param server the image, its port and its path
   */
  public McpLauncher http(HttpServerImage server) {
    http = server.source();
    command = List.of();
    image = null;
    return this;
  }

  /**
   * Runs commands at each start of the machine, before the server and as its user, with their
   * output in the machine's log. The server is not started if one fails.
   *
   * @param lines each {@code RUN command}, a plain shell command, or {@code ENV NAME=value}
   */
  public McpLauncher setup(String... lines) {
    setup.addAll(List.of(lines));
    return this;
  }

  /**
   * Has the relay of this library serve the command, in place of the platform's wrapper. The
   * deployment then speaks Streamable HTTP, so that clients that can connect to it need no proxy of
   * their own. The image for it is pushed to the app's own registry.
   */
  public McpLauncher relay() {
    relay = true;
    return this;
  }

  /**
   * Chooses how images are read and pushed; by default with the token of the Fly client for Fly's
   * registry, and with the user's Docker logins elsewhere.
   *
   * @param client its credentials, cache and mirrors
   */
  public McpLauncher images(RegistryClient client) {
    images = Objects.requireNonNull(client);
    return this;
  }

  /**
   * Names the app. By default it is made of the server's name, with a random suffix if somebody
   * else has that name.
   *
   * @param name at most 63 lower-case letters, digits and dashes
   * @throws InvalidLaunchException if it is not valid
   */
  public McpLauncher app(String name) {
    app = AppName.checked(name);
    return this;
  }

  /**
   * Chooses the organization; by default the token's own, or {@code personal}.
   *
   * @param slug the organization's slug
   */
  public McpLauncher org(String slug) {
    org = Objects.requireNonNull(slug);
    return this;
  }

  /**
   * Chooses how the server tells its users from strangers; by default by a generated bearer token.
   *
   * @param authorization the policy
   */
  public McpLauncher authorization(Authorization authorization) {
    this.authorization = Objects.requireNonNull(authorization);
    return this;
  }

  /**
   * Chooses how the server is reached; by default over HTTPS from the internet.
   *
   * @param access the policy
   */
  public McpLauncher access(Access access) {
    this.access = Objects.requireNonNull(access);
    return this;
  }

  /**
   * Runs the server as one more container of a machine that is there already, beside what runs in
   * it. The machine restarts. Its size, region, volumes, other containers and services stay as they
   * are, and so do the app's addresses: where the machine is on the web already, clients reach the
   * server at another port, 8443 or the next. The server's secrets get names of their own among the
   * app's. A machine of one image becomes one of containers, with that image in the first.
   * Destroying the deployment takes out the container alone.
   *
   * @param app the app's name
   * @param machineId the machine's id
   * @throws InvalidLaunchException if the name is not valid
   */
  public McpLauncher intoMachine(String app, String machineId) {
    app(app);
    hostMachine = Objects.requireNonNull(machineId);
    scope = DeploymentRecord.Scope.CONTAINER;
    return this;
  }

  /**
   * Gives the app a host name of its own, with a certificate of Let's Encrypt. The events say which
   * DNS records it needs. Until they are set clients get the app's own address; launching again
   * afterwards gives them this one. Several can be given; clients get the first that works.
   *
   * @param hostname such as {@code mcp.example.com}
   * @throws InvalidLaunchException if it is no host name
   */
  public McpLauncher domain(String hostname) {
    if (!hostname.matches("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]")) {
      throw new InvalidLaunchException(
          "\"%s\" is no host name; give one in lower case such as mcp.example.com."
              .formatted(hostname));
    }
    domains.add(hostname);
    return this;
  }

  /**
   * Puts a proxy in front of the server, in the same machine. For a server in an image that speaks
   * HTTP, the proxy demands what {@link #authorization} says.
   *
   * @param proxy its settings
   */
  public McpLauncher reverseProxy(ReverseProxy proxy) {
    this.reverseProxy = Objects.requireNonNull(proxy);
    return this;
  }

  /**
   * Runs another container in the server's machine, such as a database. They reach each other at
   * localhost.
   *
   * @param name its name: lower-case letters, digits and dashes
   * @param image its image
   * @param settings its other settings; it sees only the secrets that it is handed
   * @throws InvalidLaunchException if the name is not valid, or taken in this machine
   */
  public McpLauncher container(
      String name, String image, Consumer<MachineContainerBuilder> settings) {
    companions.add(
        new ServerContainers.Companion(
            ServerContainers.checkedName(name, companions),
            image,
            Objects.requireNonNull(settings)));
    return this;
  }

  /**
   * Hears what happens during the launch.
   *
   * @param listener called on the launching thread; {@link ConsoleProgress} is one
   */
  public McpLauncher listener(Consumer<LaunchEvent> listener) {
    this.listener = Objects.requireNonNull(listener);
    return this;
  }

  /**
   * Limits how long the machine may take to start; by default 5 minutes.
   *
   * @param timeout the time, more than nothing
   * @throws InvalidLaunchException if it is nothing or less
   */
  public McpLauncher startTimeout(Duration timeout) {
    this.startTimeout = checked("startTimeout", timeout);
    return this;
  }

  /**
   * Limits how long the server may take for its first answer, packages to be downloaded included;
   * by default 2 minutes.
   *
   * @param timeout the time, more than nothing
   * @throws InvalidLaunchException if it is nothing or less
   */
  public McpLauncher answerTimeout(Duration timeout) {
    this.answerTimeout = checked("answerTimeout", timeout);
    return this;
  }

  private static Duration checked(String option, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new InvalidLaunchException(
          "%s(%s) leaves no time at all; give a time such as Duration.ofMinutes(2)."
              .formatted(option, timeout));
    }
    return timeout;
  }

  /**
   * Finds out what a launch would do. Reads from the API and from clients' files; changes nothing.
   *
   * @throws InvalidLaunchException if the launch cannot be right as it is asked for
   * @throws dev.mcpfly.api.FlyException if the API cannot be read
   */
  public LaunchPlan plan() {
    return new Launch(this).plan();
  }

  /**
   * Launches the server, and returns when it answers and the clients' files are written.
   *
   * <p>If the JVM is shut down meanwhile (Ctrl-C), or the calling thread is interrupted, what was
   * done is undone.
   *
   * @throws InvalidLaunchException if the launch cannot be right as it is asked for; nothing was
   *     changed
   * @throws LaunchException if a step fails; it says what was undone and what is left
   * @throws dev.mcpfly.api.FlyException if the API cannot be read to begin with
   */
  public McpDeployment launch() {
    return new Launch(this).run();
  }
}
