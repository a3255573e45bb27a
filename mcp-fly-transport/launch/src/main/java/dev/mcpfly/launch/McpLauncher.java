package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.MachineContainerBuilder;
import dev.mcpfly.api.MachineSize;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.RegistryClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
 * <p>Unless told otherwise a launch creates an app with public addresses, demands a random bearer
 * token, runs one machine of one shared CPU with 1 GB in the region that has room nearest to the
 * caller, and suspends it when it is idle. Launching again what is there already changes nothing;
 * launching it changed updates it in place. A launch that fails takes back what it did.
 *
 * <p>A launcher collects options and may be launched several times; it is not safe for use by
 * several threads at once. The options are read when {@link #plan()} or {@link #launch()} is
 * called.
 */
public final class McpLauncher extends ClientOptions<McpLauncher> {
  private final FlyClient fly;
  private final LaunchOptions.Server runs = new LaunchOptions.Server();
  private final LaunchOptions.Shape machine = new LaunchOptions.Shape();
  private final LaunchOptions.Target target = new LaunchOptions.Target();
  private final List<SecretSource> secrets = new ArrayList<>();
  private Authorization authorization = Authorization.generatedBearerToken();
  private Consumer<LaunchEvent> listener = event -> {};
  private boolean destroyOnExit;
  private Duration startTimeout = Duration.ofMinutes(5);
  private Duration answerTimeout = Duration.ofMinutes(2);

  private McpLauncher(FlyClient fly) {
    this.fly = fly;
  }

  @Override
  McpLauncher self() {
    return this;
  }

  /**
   * Returns a launcher for an account.
   *
   * @param fly the account to launch with, or an emulator's client
   */
  public static McpLauncher on(FlyClient fly) {
    return new McpLauncher(Given.value("fly", fly));
  }

  /**
   * Returns a launcher for a server that runs in this application, without Fly.io; clients get the
   * same entries.
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
    return command(ShellWords.split(Given.value("command", line)));
  }

  /**
   * Runs a stdio server by its command.
   *
   * @param words the program and its arguments
   * @throws InvalidLaunchException if the list is empty
   */
  public McpLauncher command(List<String> words) {
    runs.command = ShellWords.checked(words);
    runs.http = null;
    return this;
  }

  /**
   * Runs a stdio server from any container image. The relay of this library, or flyctl's wrapper
   * where no JRE can run, is put in front of it, and the result is pushed to the app's own
   * registry; neither Docker nor a builder is needed.
   *
   * @param reference for example {@code ghcr.io/github/github-mcp-server}
   * @throws InvalidLaunchException if it is not a valid image reference
   */
  public McpLauncher image(String reference) {
    try {
      return image(ServerImage.of(Given.text("image", reference)));
    } catch (ImageException e) {
      throw new InvalidLaunchException(Texts.excerpt(String.valueOf(e.getMessage()), 500), e);
    }
  }

  /**
   * Runs a stdio server from an image, with control over how it is wrapped.
   *
   * @param server the image and what is put in front of it
   */
  public McpLauncher image(ServerImage server) {
    runs.image = Given.value("server", server);
    runs.http = null;
    return this;
  }

  /**
   * Runs an image whose server speaks HTTP itself.
   *
   * @param server the image, its port and its path
   */
  public McpLauncher http(HttpServerImage server) {
    runs.http = Given.value("http", server).source();
    runs.command = List.of();
    runs.image = null;
    return this;
  }

  /**
   * Runs a server by its name in the official MCP registry, in its latest version.
   *
   * @param name such as {@code io.github.owner/server}
   * @throws InvalidLaunchException if it is not of that form
   */
  public McpLauncher registry(String name) {
    return registry(name, choice -> {});
  }

  /**
   * Runs a server by its name in an MCP registry, which {@link #plan()} and {@link #launch()} read
   * before anything is made. What it says is never run by a shell; secrets go to Fly's secrets. A
   * server that its publisher runs gets entries in the clients and no machine, and only what
   * concerns clients can be changed later.
   *
   * @param name such as {@code io.github.owner/server}
   * @param choice says which registry, version and package
   * @throws InvalidLaunchException if the name is not of that form
   */
  public McpLauncher registry(String name, Consumer<McpRegistry.Choice> choice) {
    try {
      runs.registryName = RegistryServer.checkedName(name);
    } catch (RegistryException e) {
      throw new InvalidLaunchException(String.valueOf(e.getMessage()));
    }
    runs.registryChoice = new McpRegistry.Choice();
    Given.value("choice", choice).accept(runs.registryChoice);
    return this;
  }

  /**
   * Sets an input of a server from a registry; {@link RegistryServer#inputs()} lists them.
   *
   * @param name the input's name; of an option with or without its dashes
   * @param values the value, or several for one that can be repeated
   */
  public McpLauncher input(String name, String... values) {
    runs.inputs.put(Given.text("input", name), List.of(Given.values("input", values)));
    return this;
  }

  /**
   * Runs commands at each start of the machine, before the server and as its user, with their
   * output in the machine's log. The server is not started if one fails.
   *
   * @param lines each {@code RUN command}, a plain shell command, or {@code ENV NAME=value}
   */
  public McpLauncher setup(String... lines) {
    runs.setup.addAll(List.of(Given.values("setup", lines)));
    return this;
  }

  /**
   * Serves the command with this library's relay instead of the platform's wrapper. The deployment
   * then speaks Streamable HTTP, so that clients that can connect to it need no proxy. The image
   * for it is pushed to the app's own registry.
   */
  public McpLauncher relay() {
    runs.relay = true;
    return this;
  }

  /**
   * Sets the client that reads and pushes images; by default with the token of the Fly client for
   * Fly's registry, and with the user's Docker logins elsewhere.
   *
   * @param client its credentials, cache and mirrors
   */
  public McpLauncher images(RegistryClient client) {
    runs.images = Given.value("client", client);
    return this;
  }

  /**
   * Sets the app's name; by default the server's name, with a random suffix if that is taken.
   *
   * @param name at most 63 lower-case letters, digits and dashes
   * @throws InvalidLaunchException if it is not valid
   */
  public McpLauncher app(String name) {
    target.name = AppName.checked(Given.value("app", name));
    return this;
  }

  /**
   * Sets the organization; by default the token's own, or {@code personal}.
   *
   * @param slug the organization's slug
   */
  public McpLauncher org(String slug) {
    target.org = Given.text("org", slug);
    return this;
  }

  /**
   * Sets who may use the server; by default, callers that have a generated bearer token.
   *
   * @param authorization the policy
   */
  public McpLauncher authorization(Authorization authorization) {
    this.authorization = Given.value("authorization", authorization);
    return this;
  }

  /**
   * Sets how the server is reached; by default over HTTPS from the internet.
   *
   * @param access the policy
   */
  public McpLauncher access(Access access) {
    target.access = Given.value("access", access);
    return this;
  }

  /**
   * Runs the server as one more container of an existing machine, which restarts. Everything else
   * of the machine and the app stays as it is: where the machine is on the web already, clients
   * reach the server at another port, 8443 or the next. The server's secrets get separate names
   * among the app's. A machine of one image becomes one of containers, with that image in the
   * first. Destroying the deployment takes out the container alone.
   *
   * @param app the app's name
   * @param machineId the machine's id
   * @throws InvalidLaunchException if the name is not valid
   */
  public McpLauncher intoMachine(String app, String machineId) {
    app(app);
    target.hostMachine = Given.text("intoMachine", machineId);
    return this;
  }

  /**
   * Gives the app a custom host name, with a certificate of Let's Encrypt. Launch events list the
   * DNS records that it needs. Until they are set, clients get the app's own address; launching
   * again afterwards gives them this one. Of several names, clients get the first that works.
   *
   * @param hostname such as {@code mcp.example.com}
   * @throws InvalidLaunchException if it is not a valid host name
   */
  public McpLauncher domain(String hostname) {
    target.domains.add(PublicUrl.checkedHost(hostname));
    return this;
  }

  /**
   * Puts a proxy in front of the server, in the same machine. If the server's image speaks HTTP
   * itself, the proxy enforces {@link #authorization}.
   *
   * @param proxy its settings
   */
  public McpLauncher reverseProxy(ReverseProxy proxy) {
    runs.reverseProxy = Given.value("proxy", proxy);
    return this;
  }

  /**
   * Adds another container to the server's machine, such as a database. The containers reach each
   * other at localhost.
   *
   * @param name its name: lower-case letters, digits and dashes
   * @param image its image
   * @param settings its other settings; it sees only the secrets that it is handed
   * @throws InvalidLaunchException if the name is not valid, or taken in this machine
   */
  public McpLauncher container(
      String name, String image, Consumer<MachineContainerBuilder> settings) {
    runs.companions.add(
        new Companion(
            ServerContainers.checkedName(name, runs.companions),
            Given.text("the container's image", image),
            Given.value("settings", settings)));
    return this;
  }

  /**
   * Sets the region, or several in order of preference: if one has no capacity, the next is tried.
   * By default Fly chooses. Machines and volumes cannot move: regions that leave out those of a
   * deployment that is there are rejected, and a volume that is there comes first.
   *
   * @param codes region codes, such as {@code iad}; they replace those of an earlier call
   * @throws InvalidLaunchException if one is not valid, or is there twice
   */
  public McpLauncher region(String... codes) {
    List<String> checked = Regions.checked(List.of(Given.values("region", codes)));
    machine.regions.clear();
    machine.regions.addAll(checked);
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
   * Gives the server a secret whose value is supplied when the launch begins.
   *
   * @param name letters, digits and underscores
   * @param value asked once for each launch
   * @throws InvalidLaunchException if the name is not valid
   */
  public McpLauncher secret(String name, Supplier<String> value) {
    secrets.add(SecretSource.supplied(name, Given.value("the supplier of the secret", value)));
    return this;
  }

  /**
   * Gives the server secrets that this process has as environment variables of the same names.
   *
   * @param names the variables' names
   * @throws InvalidLaunchException if a name is not valid; at the launch, if one is not set
   */
  public McpLauncher secretsFromEnvironment(String... names) {
    for (String name : Given.values("secretsFromEnvironment", names)) {
      secrets.add(SecretSource.environment(name, System.getenv()));
    }
    return this;
  }

  /**
   * Gives the server a secret from a file, without a trailing line break.
   *
   * @param name letters, digits and underscores
   * @param file the file, read when the launch begins
   * @throws InvalidLaunchException if the name is not valid; at the launch, if the file cannot be
   *     read
   */
  public McpLauncher secretFromFile(String name, Path file) {
    secrets.add(SecretSource.file(name, Given.value("secretFromFile", file)));
    return this;
  }

  /**
   * Sets an environment variable of the server that is not secret: it can be read in the machine's
   * configuration.
   *
   * @param name the variable's name
   * @param value its value
   */
  public McpLauncher environment(String name, String value) {
    machine.put(name, Given.value("environment(\"" + name + "\")", value));
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
    machine.files.add(ServerFile.literal(guestPath, Given.value("file content", content)));
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
    return file(guestPath, Given.value("file text", text).getBytes(StandardCharsets.UTF_8));
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
    machine.files.add(ServerFile.local(guestPath, Given.value("file", file)));
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
    machine.files.add(ServerFile.secret(guestPath, Given.text("fileFromSecret", secretName)));
    return this;
  }

  /**
   * Mounts a volume. Fly mounts one for each machine.
   *
   * @param volume its name, path and size
   */
  public McpLauncher volume(ServerVolume volume) {
    machine.volumes.add(Given.value("volume", volume));
    return this;
  }

  /**
   * Sets the machine's size; by default one shared CPU. The memory becomes the size's own, but at
   * least 1 GB.
   *
   * @param size a size with shared or performance CPUs
   * @throws InvalidLaunchException if it is a size with a GPU
   */
  public McpLauncher size(MachineSize size) {
    machine.size = Sizes.checked(size);
    machine.memoryMb = Math.max(LaunchOptions.Shape.DEFAULT_MEMORY_MB, size.memoryMb());
    return this;
  }

  /**
   * Sets the memory; by default 1024 MB.
   *
   * @param megabytes in steps of 256; how much depends on the CPUs
   */
  public McpLauncher memoryMb(int megabytes) {
    machine.memoryMb = Sizes.checkedMemory(megabytes);
    return this;
  }

  /**
   * Sets the number of CPUs of the size's kind; by default the size's own.
   *
   * @param count how many
   */
  public McpLauncher cpus(int count) {
    machine.cpus = Sizes.checkedCpus(count);
    return this;
  }

  /**
   * Places the machine and its volumes on a dedicated host of the organization; by default on any
   * host.
   *
   * @param id the id of the host dedication, from Fly.io's support
   * @throws InvalidLaunchException if it has other characters than letters, digits, dots, dashes
   *     and underscores, or more than 64
   */
  public McpLauncher hostDedication(String id) {
    machine.hostDedication = Sizes.checkedHostDedication(id);
    return this;
  }

  /**
   * Sets what Fly does with an idle machine; by default it is suspended. A machine with 2 GB or
   * more cannot be suspended and is stopped instead.
   *
   * @param autostop off, stop or suspend
   */
  public McpLauncher autostop(Autostop autostop) {
    machine.autostop = Given.value("autostop", autostop);
    return this;
  }

  /**
   * Runs the server on several machines behind one address; by default on one, or on as many as the
   * deployment has. More than one implies {@link #relay}, by which each session stays on its
   * machine; a deployment that has had several keeps the relay. Machines are spread over the
   * regions of {@link #region}, of which the first is the app's primary one. With a volume, each
   * has its own.
   *
   * @param count how many, 1 to 100
   * @throws InvalidLaunchException if it is out of that range
   */
  public McpLauncher machines(int count) {
    machine.scaling = machine.scaling.machines(count);
    return this;
  }

  /**
   * Limits the simultaneous requests of a machine; by default 50 and 200 where there are several,
   * and Fly's own defaults for one. An open stream is a request.
   *
   * @param soft above which other machines are preferred, and started; at least 1
   * @param hard which no machine exceeds: further requests wait, then fail with 503
   * @throws InvalidLaunchException if one of them is out of range
   */
  public McpLauncher requestLimits(int soft, int hard) {
    machine.scaling = machine.scaling.limits(soft, hard);
    return this;
  }

  /**
   * Restricts where the server may connect to; by default it may connect to everything. Launching
   * again without it lifts the restriction. {@link Egress} says what Fly can restrict.
   *
   * @param egress the destinations
   */
  public McpLauncher egress(Egress egress) {
    machine.egress = Given.value("egress", egress);
    return this;
  }

  /**
   * Sets a listener for what happens during the launch.
   *
   * @param listener called on the launching thread; {@link ConsoleProgress} is one
   */
  public McpLauncher listener(Consumer<LaunchEvent> listener) {
    this.listener = Given.value("listener", listener);
    return this;
  }

  /**
   * Limits how long the machine may take to start; by default 5 minutes.
   *
   * @param timeout the time, which must be positive
   * @throws InvalidLaunchException if it is not positive
   */
  public McpLauncher startTimeout(Duration timeout) {
    this.startTimeout = Given.timeout("startTimeout", timeout);
    return this;
  }

  /**
   * Limits how long the server may take for its first answer, packages to be downloaded included;
   * by default 2 minutes.
   *
   * @param timeout the time, which must be positive
   * @throws InvalidLaunchException if it is not positive
   */
  public McpLauncher answerTimeout(Duration timeout) {
    this.answerTimeout = Given.timeout("answerTimeout", timeout);
    return this;
  }

  /**
   * Returns what a launch would do. Reads from the API and from clients' files; changes nothing.
   *
   * @throws InvalidLaunchException if the options are invalid or conflict
   * @throws dev.mcpfly.api.FlyException if the API cannot be read
   */
  public LaunchPlan plan() {
    LaunchRequest request = request();
    return remote(request).map(RemoteLaunch::plan).orElseGet(() -> launch(request).plan());
  }

  /**
   * Launches the server, and returns when it answers and the clients' files are written.
   *
   * <p>If the JVM is shut down meanwhile (Ctrl-C), or the calling thread is interrupted, what was
   * done is undone.
   *
   * @throws InvalidLaunchException if the options are invalid or conflict; nothing was changed
   * @throws LaunchException if a step fails; it says what was undone and what is left
   * @throws dev.mcpfly.api.FlyException if the API cannot be read to begin with
   */
  public McpDeployment launch() {
    LaunchRequest request = request();
    return remote(request)
        .map(remote -> destroyedOnExit(remote.run()))
        .orElseGet(() -> launch(request).run());
  }

  /** Destroys a deployment on exit, if that was chosen. */
  McpDeployment destroyedOnExit(McpDeployment deployment) {
    if (destroyOnExit) {
      deployment.destroyOnExit();
    }
    return deployment;
  }

  /**
   * Destroys the deployment when the JVM exits or the deployment is closed: for demonstrations and
   * tests.
   */
  public McpLauncher destroyOnExit() {
    destroyOnExit = true;
    return this;
  }

  private Optional<RemoteLaunch> remote(LaunchRequest request) {
    return Optional.ofNullable(request.server().registry())
        .flatMap(
            use ->
                Optional.ofNullable(use.run().remote())
                    .map(to -> new RemoteLaunch(fly, request, use, to, listener)));
  }

  private Launch launch(LaunchRequest request) {
    return new Launch(fly, request, listener, destroyOnExit);
  }

  /** Returns what is asked for now. Secrets and local files are read, once. */
  LaunchRequest request() {
    Map<String, String> values = new LinkedHashMap<>();
    for (SecretSource secret : secrets) {
      values.put(secret.name(), secret.read());
    }
    rules.apply(runs, machine, values, authorization);
    LaunchRequest asked = runs.fromRegistry(values, plainRequest(values));
    rules.requireRelay(asked);
    return asked;
  }

  private LaunchRequest plainRequest(Map<String, String> values) {
    return new LaunchRequest(
        runs.request(server),
        machine.request(),
        target.request(),
        values,
        authorization,
        clientsRequest(),
        new LaunchRequest.Patience(startTimeout, answerTimeout));
  }

  FlyClient fly() {
    return fly;
  }

  Consumer<LaunchEvent> listener() {
    return listener;
  }
}
