package dev.mcpfly.examples;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.config.McpClientCatalog;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.launch.ConsoleProgress;
import dev.mcpfly.launch.McpDeployment;
import dev.mcpfly.launch.McpLauncher;
import dev.mcpfly.launch.local.LocalMachines;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a script stands on: an account (an emulator's, or Fly.io's with {@code --fly}) and a scratch
 * home with clients in it.
 */
public final class Demo implements AutoCloseable {
  private final ScratchHome home = ScratchHome.create();
  private final @Nullable FlyEmulator emulator;
  private final FlyClient fly;

  private Demo(@Nullable FlyEmulator emulator, FlyClient fly) {
    this.emulator = emulator;
    this.fly = fly;
  }

  /**
   * Begins a demo.
   *
   * @param arguments the script's arguments; {@code --fly} chooses the real service
   */
  public static Demo start(List<String> arguments) {
    return start(arguments, LocalMachines.create());
  }

  /**
   * Begins a demo whose machines run in a certain way.
   *
   * @param arguments the script's arguments; {@code --fly} chooses the real service
   * @param machines how the emulator runs machines
   */
  public static Demo start(List<String> arguments, LocalMachines machines) {
    if (arguments.contains("--fly")) {
      return new Demo(null, FlyClient.fromEnvironment());
    }
    FlyEmulator emulator = FlyEmulator.builder().runtime(machines).start();
    return new Demo(emulator, emulator.client());
  }

  /**
   * Ends the script, unless a program is there that its server needs. On Fly.io the server's image
   * has it.
   *
   * @param program the program's name, such as {@code npx}
   * @param software what it is part of, for a person who wants to install it
   * @throws SkippedException if it is not on the PATH; {@link RunMain} tells so, and exits with 0
   */
  public void needs(String program, String software) {
    if (emulator != null && !Programs.onPath(program)) {
      throw new SkippedException(
          "SKIPPED: there is no %s on the PATH; install %s to run this script."
              .formatted(program, software));
    }
  }

  /**
   * Ends the script on the emulator.
   *
   * @param reason why it needs Fly.io, as a clause
   * @throws SkippedException on the emulator; {@link RunMain} tells so, and exits with 0
   */
  public void needsFly(String reason) {
    if (emulator != null) {
      throw new SkippedException("SKIPPED: " + reason + "; add --fly to run it on Fly.io.");
    }
  }

  /** Returns the account. */
  public FlyClient fly() {
    return fly;
  }

  /** Returns the scratch home. */
  public ScratchHome home() {
    return home;
  }

  /** Returns the clients of the scratch home. */
  public McpClientCatalog clients() {
    return McpClients.in(home.host());
  }

  /**
   * Returns a launcher for this account and home that shows its progress. What it launches is
   * destroyed when the script ends, also by Ctrl-C.
   */
  public McpLauncher launcher() {
    return McpLauncher.on(fly)
        .host(home.host())
        .listener(ConsoleProgress.to(System.out))
        .destroyOnExit();
  }

  /**
   * Does what a client does with a deployment: starts the command of the entry that one client has.
   *
   * @param deployment a deployment that Claude Desktop has an entry of
   */
  public StdioSession asClaude(McpDeployment deployment) {
    McpServerEntry entry =
        clients().claudeDesktop().userConfig().servers().get(deployment.server());
    return StdioSession.start(
        Objects.requireNonNull(entry, "Claude Desktop does not know the server"));
  }

  @Override
  public void close() {
    if (emulator != null) {
      emulator.close();
    }
    home.close();
  }
}
