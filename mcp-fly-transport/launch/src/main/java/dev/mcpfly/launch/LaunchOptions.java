package dev.mcpfly.launch;

import dev.mcpfly.api.MachineSize;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.RegistryClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options of a launcher while they are collected, by what they are about. */
final class LaunchOptions {
  private LaunchOptions() {}

  /** The options of the server. */
  static final class Server {
    List<String> command = List.of();
    @Nullable ServerImage image;
    ServerSource.@Nullable Http http;
    final List<String> setup = new ArrayList<>();
    boolean relay;
    @Nullable RegistryClient images;
    @Nullable ReverseProxy reverseProxy;
    final List<Companion> companions = new ArrayList<>();
    @Nullable String registryName;
    McpRegistry.Choice registryChoice = new McpRegistry.Choice();
    final Map<String, List<String>> inputs = new LinkedHashMap<>();

    LaunchRequest.Server request(@Nullable String name) {
      return new LaunchRequest.Server(
          name, command, image, http, setup, relay, images, reverseProxy, companions, null);
    }

    /**
     * Fills a request with the server of a registry, if one was named.
     *
     * @param secrets the values of secrets, which the server may need as inputs
     */
    LaunchRequest fromRegistry(Map<String, String> secrets, LaunchRequest asked) {
      if (registryName == null) {
        if (!inputs.isEmpty()) {
          throw new InvalidLaunchException(
              "input(...) is for a server of a registry; use environment(...), secret(...) or the"
                  + " command's arguments.");
        }
        return asked;
      }
      Map<String, List<String>> other = new LinkedHashMap<>();
      asked.machine().environment().forEach((key, value) -> other.put(key, List.of(value)));
      secrets.forEach((key, value) -> other.put(key, List.of(value)));
      return RegistryUse.of(registryName, registryChoice, inputs, Map.of(), other, Set.of())
          .in(asked);
    }
  }

  /** The options of the machine. */
  static final class Shape {
    static final int DEFAULT_MEMORY_MB = 1024;

    final List<String> regions = new ArrayList<>();
    MachineSize size = MachineSize.SHARED_CPU_1X;
    int memoryMb = DEFAULT_MEMORY_MB;
    int cpus;
    @Nullable String hostDedication;
    Autostop autostop = Autostop.SUSPEND;
    final List<ServerVolume> volumes = new ArrayList<>();
    final Map<String, String> environment = new LinkedHashMap<>();
    final List<ServerFile> files = new ArrayList<>();
    Scaling scaling = Scaling.DEFAULT;
    @Nullable Egress egress;

    /**
     * Sets an environment variable.
     *
     * @throws InvalidLaunchException if its name is not valid
     */
    void put(String name, String value) {
      if (!Given.value("environment", name).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw new InvalidLaunchException(
            "\"%s\" is not a valid name for an environment variable; use letters, digits and underscores."
                .formatted(Texts.shown(name)));
      }
      environment.put(name, value);
    }

    /** Reads local files. */
    LaunchRequest.Shape request() {
      return new LaunchRequest.Shape(
          regions,
          size,
          memoryMb,
          cpus,
          hostDedication,
          autostop,
          volumes,
          environment,
          files.stream().map(ServerFile::resolved).toList(),
          scaling,
          egress);
    }
  }

  /** The options of the app. */
  static final class Target {
    @Nullable String name;
    @Nullable String hostMachine;
    @Nullable String org;
    Access access = Access.publicHttps();
    final List<String> domains = new ArrayList<>();

    LaunchRequest.Target request() {
      return new LaunchRequest.Target(
          name,
          hostMachine,
          org,
          access,
          domains,
          hostMachine == null ? DeploymentRecord.Scope.APP : DeploymentRecord.Scope.CONTAINER);
    }
  }
}
