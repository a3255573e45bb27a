package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Runs each machine's own command as a process on this computer. */
final class ProcessRuntime implements MachineRuntime {

  @Override
  public EmulatedProcess start(MachineSpec spec) throws IOException {
    List<String> command = new ArrayList<>(spec.entrypoint());
    command.addAll(spec.cmd());
    if (command.isEmpty()) {
      throw new IOException(
          "the machine has no command, and the command of image '"
              + spec.image()
              + "' is unknown here: set cmd or entrypoint in the machine's config");
    }
    Path folder = Files.createTempDirectory("fly-emulator-machine");
    try {
      return launch(spec, command, folder);
    } catch (IOException | RuntimeException e) {
      LocalCommand.delete(folder);
      throw e;
    }
  }

  private static EmulatedProcess launch(MachineSpec spec, List<String> command, Path folder)
      throws IOException {
    Map<String, Path> paths = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> file : spec.files().entrySet()) {
      Path local = folder.resolve(file.getKey().replaceFirst("^/+", "")).normalize();
      if (!local.startsWith(folder)) {
        throw new IOException("the file " + file.getKey() + " is outside of the machine");
      }
      Files.createDirectories(local.getParent());
      Files.write(local, file.getValue());
      paths.put(file.getKey(), local);
    }
    paths.putAll(spec.mounts());
    Map<Integer, Integer> ports = ports(spec);
    Map<String, String> environment = new LinkedHashMap<>(spec.env());
    environment.putAll(spec.secrets());
    boolean first = true;
    for (Map.Entry<Integer, Integer> port : ports.entrySet()) {
      if (first) {
        environment.put("PORT", String.valueOf(port.getValue()));
        first = false;
      }
      environment.put("PORT_" + port.getKey(), String.valueOf(port.getValue()));
    }
    List<String> words = command.stream().map(word -> local(word, paths)).toList();
    return new LocalCommand(words, environment, folder, ports, spec.log());
  }

  /** Gives each internal port of the machine's services a free port of this computer. */
  private static Map<Integer, Integer> ports(MachineSpec spec) throws IOException {
    Map<Integer, Integer> ports = new LinkedHashMap<>();
    JsonNode config = Json.read(spec.configJson().getBytes(StandardCharsets.UTF_8));
    for (JsonNode service : Json.items(config, "services")) {
      int internal = (int) Json.number(service, "internal_port", 0);
      if (internal > 0 && !ports.containsKey(internal)) {
        ports.put(internal, freePort());
      }
    }
    return ports;
  }

  static int freePort() throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // It is taken.
      }
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Puts a path of this computer in place of one in the machine, if a word begins with that. */
  private static String local(String word, Map<String, Path> paths) {
    for (Map.Entry<String, Path> path : paths.entrySet()) {
      if (word.equals(path.getKey())) {
        return path.getValue().toString();
      } else if (word.startsWith(path.getKey() + "/")) {
        return path.getValue() + word.substring(path.getKey().length());
      }
    }
    return word;
  }

  @Override
  public String toString() {
    return "MachineRuntime.processes()";
  }
}
