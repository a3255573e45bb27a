package dev.mcpfly.launch;

import dev.mcpfly.api.MachineSize;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.RegistryClient;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a launch is asked to do: an immutable copy of a launcher's options, with the values of
 * secrets, which are read once.
 *
 * @param server what runs
 * @param machine on what it runs
 * @param app where it is deployed
 * @param secrets the server's secrets by the names of its variables, in order
 * @param authorization who may call it
 * @param clients who is told of it
 * @param patience how long to wait
 */
record LaunchRequest(
    Server server,
    Shape machine,
    Target app,
    Map<String, String> secrets,
    Authorization authorization,
    Clients clients,
    Patience patience) {
  LaunchRequest {
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
  }

  /**
   * The server.
   *
   * @param name under which clients know it; null to read it off the command or image
   * @param command of a stdio server; empty for that of the image
   * @param image of a stdio server; null for the platform's wrapper
   * @param http a server that speaks HTTP itself; null for a stdio server
   * @param setup lines that run before a stdio server
   * @param relay whether this library's relay serves the command
   * @param images how images are read and pushed; null for the defaults
   * @param reverseProxy in front of the server; null for none
   * @param companions further containers of its machine
   * @param registry the entry of a registry that it comes from; null for none
   */
  record Server(
      @Nullable String name,
      List<String> command,
      @Nullable ServerImage image,
      ServerSource.@Nullable Http http,
      List<String> setup,
      boolean relay,
      @Nullable RegistryClient images,
      @Nullable ReverseProxy reverseProxy,
      List<Companion> companions,
      @Nullable RegistryUse registry) {
    Server {
      command = List.copyOf(command);
      setup = List.copyOf(setup);
      companions = List.copyOf(companions);
    }

    /** Returns whether the machine runs containers, and not one image. */
    boolean needsContainers() {
      return reverseProxy != null || !companions.isEmpty();
    }
  }

  /**
   * The machine.
   *
   * @param regions in order of preference; empty for the nearest with room
   * @param size its CPUs
   * @param memoryMb its memory in MB
   * @param cpus their number; 0 for that of the size
   * @param hostDedication the dedicated host that it must run on; null for any
   * @param autostop what becomes of it when it is idle
   * @param volumes mounted into it
   * @param environment variables that are not secret
   * @param files in it
   * @param scaling how many of it there are
   * @param egress where it may connect to; null for everywhere
   */
  record Shape(
      List<String> regions,
      MachineSize size,
      int memoryMb,
      int cpus,
      @Nullable String hostDedication,
      Autostop autostop,
      List<ServerVolume> volumes,
      Map<String, String> environment,
      List<ServerFile> files,
      Scaling scaling,
      @Nullable Egress egress) {
    Shape {
      regions = List.copyOf(regions);
      volumes = List.copyOf(volumes);
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
      files = List.copyOf(files);
    }

    Shape withEnvironment(Map<String, String> variables) {
      return new Shape(
          regions,
          size,
          memoryMb,
          cpus,
          hostDedication,
          autostop,
          volumes,
          variables,
          files,
          scaling,
          egress);
    }
  }

  /**
   * The place.
   *
   * @param name the app's name; null to make one of the server's name
   * @param hostMachine the id of a machine of others to put the server into; null for its own
   * @param org the organization's slug; null for the token's own
   * @param access how it is reached
   * @param domains the app's own host names
   * @param scope what belongs to the deployment alone
   */
  record Target(
      @Nullable String name,
      @Nullable String hostMachine,
      @Nullable String org,
      Access access,
      List<String> domains,
      DeploymentRecord.Scope scope) {
    Target {
      domains = List.copyOf(domains);
    }
  }

  /**
   * The clients.
   *
   * @param files that get an entry
   * @param proxy what an entry starts for a client that cannot connect itself
   * @param replaceEntries whether an entry of another program is replaced
   * @param protection of credentials in the files
   * @param host the computer whose files they are
   */
  record Clients(
      List<ClientConfig> files,
      ClientProxy proxy,
      boolean replaceEntries,
      EntryProtection protection,
      HostEnvironment host) {
    Clients {
      files = List.copyOf(files);
    }
  }

  /**
   * How long to wait.
   *
   * @param start for the machine
   * @param answer for the server's first answer
   */
  record Patience(Duration start, Duration answer) {}

  /** Returns whether this library's relay serves the command. */
  boolean isRelayed() {
    return server.relay || machine.scaling.isSeveral() || authorization.signsIn();
  }

  /** Returns this request with the relay in front of the command. */
  LaunchRequest relayed() {
    return new LaunchRequest(
        new Server(
            server.name,
            server.command,
            server.image,
            server.http,
            server.setup,
            true,
            server.images,
            server.reverseProxy,
            server.companions,
            server.registry),
        machine,
        app,
        secrets,
        authorization,
        clients,
        patience);
  }

  /** Returns this request for a member of a fleet that shares an app. */
  LaunchRequest inSharedApp(String name) {
    return new LaunchRequest(
        server,
        machine,
        new Target(
            name,
            app.hostMachine,
            app.org,
            app.access,
            app.domains,
            DeploymentRecord.Scope.MACHINE),
        secrets,
        authorization,
        clients,
        patience);
  }
}
