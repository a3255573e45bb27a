package dev.mcpfly.launch;

import dev.mcpfly.api.Autostop;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.MachineContainer;
import dev.mcpfly.api.MachineSize;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
public final class McpLauncher {
  final FlyClient fly;
  @Nullable ServerSource source;
  @Nullable String server;
  @Nullable String app;
  @Nullable String org;
  final List<String> regions = new ArrayList<>();
  final List<SecretSource> secrets = new ArrayList<>();
  final List<ServerFile> files = new ArrayList<>();
  final List<ServerVolume> volumes = new ArrayList<>();
  final Map<String, String> environment = new LinkedHashMap<>();
  MachineSize size = MachineSize.SHARED_CPU_1X;
  int memoryMb = DEFAULT_MEMORY_MB;
  int cpus;
  Autostop autostop = Autostop.SUSPEND;
  Authorization authorization = Authorization.generatedBearerToken();
  Access access = Access.publicHttps();

  /** What is the deployment's own; an app that several share is filled by a {@link McpFleet}. */
  DeploymentRecord.Scope scope = DeploymentRecord.Scope.APP;

  final List<String> domains = new ArrayList<>();
  @Nullable ReverseProxy reverseProxy;
  final List<ServerContainers.Companion> companions = new ArrayList<>();
  final List<McpClient> clients = new ArrayList<>();
  final List<ClientConfig> configs = new ArrayList<>();
  ClientProxy proxy = ClientProxy.relay();
  boolean replaceEntries;
  HostEnvironment host = HostEnvironment.current();
  Consumer<LaunchEvent> listener = event -> {};
  Duration startTimeout = Duration.ofMinutes(5);
  Duration answerTimeout = Duration.ofMinutes(2);

  private static final int DEFAULT_MEMORY_MB = 1024;

  private McpLauncher(FlyClient fly) {
    this.fly = fly;
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
   * Runs a stdio server by its command, in the platform's wrapper image, which has {@code npx},
   * {@code node} and {@code uvx}.
   *
   * @param line a command line, split into words as a shell would; nothing in it is expanded
   * @throws InvalidLaunchException if it is empty or has an open quote
   */
  public McpLauncher command(String line) {
    return command(ShellWords.split(line));
  }

  /**
   * Runs a stdio server by its command, in the platform's wrapper image.
   *
   * @param words the program and its arguments
   * @throws InvalidLaunchException if the list is empty
   */
  public McpLauncher command(List<String> words) {
    if (words.isEmpty()) {
      throw new InvalidLaunchException(
          "The command is empty; name the program that is the MCP server.");
    }
    source = new ServerSource.Wrapped(List.copyOf(words));
    return this;
  }

  /**
   * Runs an image whose server speaks HTTP by itself.
   *
   * @param server the image, its port and its path
   */
  public McpLauncher http(HttpServerImage server) {
    source = server.source();
    return this;
  }

  /**
   * Names the server in clients' configuration. By default the name is read off the command or the
   * image: {@code npx -y @scope/some-server@1.2} is {@code some-server}.
   *
   * @param name letters, digits, dashes and underscores
   * @throws InvalidLaunchException if it has other characters
   */
  public McpLauncher server(String name) {
    server = ServerName.checked(name);
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
   * Chooses the region, or several in order of preference: where one has no capacity the next is
   * tried. By default Fly chooses.
   *
   * @param codes region codes, such as {@code iad}
   */
  public McpLauncher region(String... codes) {
    regions.clear();
    for (String code : codes) {
      if (!code.matches("[a-z]{2,4}")) {
        throw new InvalidLaunchException(
            "\"%s\" is no region; use a code such as iad, or leave the region out."
                .formatted(code));
      }
      regions.add(code);
    }
    return this;
  }

  /**
   * Gives the server a secret as an environment variable, by way of Fly's secrets.
   *
   * @param name letters, digits and underscores
   * @param value the value
   * @throws InvalidLaunchException if the name is not valid
   */
  public McpLauncher secret(String name, String value) {
    secrets.add(SecretSource.value(name, value));
    return this;
  }

  /**
   * Gives the server a secret whose value is asked for when the launch begins.
   *
   * @param name letters, digits and underscores
   * @param value asked once for each launch
   * @throws InvalidLaunchException if the name is not valid
   */
  public McpLauncher secret(String name, Supplier<String> value) {
    secrets.add(SecretSource.supplied(name, value));
    return this;
  }

  /**
   * Gives the server secrets that this process has as environment variables of the same names.
   *
   * @param names the variables' names
   * @throws InvalidLaunchException if a name is not valid; at the launch, if one is not set
   */
  public McpLauncher secretsFromEnvironment(String... names) {
    for (String name : names) {
      secrets.add(SecretSource.environment(name, System.getenv()));
    }
    return this;
  }

  /**
   * Gives the server a secret that a file holds; a line end at the file's end is left out.
   *
   * @param name letters, digits and underscores
   * @param file the file, read when the launch begins
   * @throws InvalidLaunchException if the name is not valid; at the launch, if the file cannot be
   *     read
   */
  public McpLauncher secretFromFile(String name, Path file) {
    secrets.add(SecretSource.file(name, file));
    return this;
  }

  /**
   * Gives the server an environment variable that is no secret: it can be read in the machine's
   * configuration.
   *
   * @param name the variable's name
   * @param value its value
   */
  public McpLauncher environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /**
   * Puts a file into the machine. Its content can be read in the machine's configuration: for a
   * secret use {@link #fileFromSecret}.
   *
   * @param guestPath its absolute path in the machine
   * @param content its bytes
   * @throws InvalidLaunchException if the path is not absolute
   */
  public McpLauncher file(String guestPath, byte[] content) {
    files.add(ServerFile.literal(guestPath, content));
    return this;
  }

  /**
   * Puts a file with a text into the machine, in UTF-8.
   *
   * @param guestPath its absolute path in the machine
   * @param text its content
   * @throws InvalidLaunchException if the path is not absolute
   */
  public McpLauncher file(String guestPath, String text) {
    return file(guestPath, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Puts a copy of a file of this computer into the machine.
   *
   * @param guestPath its absolute path in the machine
   * @param file the file, read when the launch begins
   * @throws InvalidLaunchException if the path is not absolute; at the launch, if the file cannot
   *     be read
   */
  public McpLauncher file(String guestPath, Path file) {
    files.add(ServerFile.local(guestPath, file));
    return this;
  }

  /**
   * Puts a file into the machine whose content is a secret of the app.
   *
   * @param guestPath its absolute path in the machine
   * @param secretName the secret; its value must be the content in base64
   * @throws InvalidLaunchException if the path is not absolute
   */
  public McpLauncher fileFromSecret(String guestPath, String secretName) {
    files.add(ServerFile.secret(guestPath, secretName));
    return this;
  }

  /**
   * Mounts a volume. Fly mounts one for each machine.
   *
   * @param volume its name, path and size
   */
  public McpLauncher volume(ServerVolume volume) {
    volumes.add(volume);
    return this;
  }

  /**
   * Chooses the machine's size; by default one shared CPU. Its memory becomes the size's own, or 1
   * GB if that is more.
   *
   * @param size a size with shared or performance CPUs
   * @throws InvalidLaunchException if it is a size with a GPU
   */
  public McpLauncher size(MachineSize size) {
    this.size = Sizes.checked(size);
    this.memoryMb = Math.max(DEFAULT_MEMORY_MB, size.memoryMb());
    return this;
  }

  /**
   * Chooses the memory; by default 1024 MB.
   *
   * @param megabytes in steps of 256; how much depends on the CPUs
   */
  public McpLauncher memoryMb(int megabytes) {
    this.memoryMb = megabytes;
    return this;
  }

  /**
   * Chooses the number of CPUs of the size's kind; by default the size's own.
   *
   * @param count how many
   */
  public McpLauncher cpus(int count) {
    this.cpus = count;
    return this;
  }

  /**
   * Chooses what Fly does with the machine when it is idle; by default it is suspended. A machine
   * with 2 GB or more cannot be suspended and is stopped instead.
   *
   * @param autostop off, stop or suspend
   */
  public McpLauncher autostop(Autostop autostop) {
    this.autostop = Objects.requireNonNull(autostop);
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
      String name, String image, Consumer<MachineContainer.Builder> settings) {
    companions.add(
        new ServerContainers.Companion(
            ServerContainers.checkedName(name, companions),
            image,
            Objects.requireNonNull(settings)));
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
   * Puts the server into a client's user configuration.
   *
   * @param client the client
   */
  public McpLauncher client(McpClient client) {
    clients.add(Objects.requireNonNull(client));
    return this;
  }

  /**
   * Puts the server into one configuration file of a client.
   *
   * @param config the client's file: of the user, of a project, or at a path
   */
  public McpLauncher client(ClientConfig config) {
    configs.add(Objects.requireNonNull(config));
    return this;
  }

  /**
   * Chooses what a client starts where it cannot connect to the server itself; by default the relay
   * of this library.
   *
   * @param proxy the program
   */
  public McpLauncher proxy(ClientProxy proxy) {
    this.proxy = Objects.requireNonNull(proxy);
    return this;
  }

  /**
   * Overwrites an entry of the same name that somebody else put into a client. By default such a
   * launch is refused; an entry of an earlier launch of the same server is always updated.
   */
  public McpLauncher replaceEntries() {
    this.replaceEntries = true;
    return this;
  }

  /**
   * Chooses whose home and operating system clients' files are looked for in; by default those of
   * this process.
   *
   * @param host the host
   */
  public McpLauncher host(HostEnvironment host) {
    this.host = Objects.requireNonNull(host);
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
   * @param timeout the time
   */
  public McpLauncher startTimeout(Duration timeout) {
    this.startTimeout = Objects.requireNonNull(timeout);
    return this;
  }

  /**
   * Limits how long the server may take for its first answer, packages to be downloaded included;
   * by default 2 minutes.
   *
   * @param timeout the time
   */
  public McpLauncher answerTimeout(Duration timeout) {
    this.answerTimeout = Objects.requireNonNull(timeout);
    return this;
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
