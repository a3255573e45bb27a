package dev.mcpfly.launch;

import dev.mcpfly.api.MachineSize;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.RegistryClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of a launcher while they are collected, by what they are about. */
final class LaunchOptions {
  private LaunchOptions() {}

  /** What runs. */
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
  }

  /** On what it runs. */
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

  /** Where it is deployed. */
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
