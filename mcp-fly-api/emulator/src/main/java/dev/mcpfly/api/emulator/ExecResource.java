package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands and processes inside a machine, through its runtime. */
final class ExecResource {
  private static final long LONGEST = 60;
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  private static final Map<String, Comparator<EmulatedProcess.ProcessInfo>> ORDERS =
      Map.of(
          "pid", Comparator.comparingLong(EmulatedProcess.ProcessInfo::pid),
          "command", Comparator.comparing(EmulatedProcess.ProcessInfo::command),
          "cpu", Comparator.comparing(EmulatedProcess.ProcessInfo::cpu),
          "rss", Comparator.comparingLong(EmulatedProcess.ProcessInfo::rssBytes));

  private final Catalog catalog;
  private final World world;

  ExecResource(Catalog catalog, World world) {
    this.catalog = catalog;
    this.world = world;
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/machines/{machine_id}/";
    routes
        .addPatient("POST", path + "exec", "Machines_exec", this::exec)
        .addPatient("GET", path + "ps", "Machines_list_processes", this::processes);
  }

  private EmulatedProcess process(ReceivedCall call) {
    return world.locked(() -> Lifecycle.running(catalog.living(call)));
  }

  private Reply exec(ReceivedCall call) {
    ObjectNode request = call.json();
    List<String> command = command(request);
    if (request.hasNonNull("container") && Json.flag(request, "machine", false)) {
      throw ApiError.invalid("container and machine exclude each other");
    }
    long timeout = Json.number(request, "timeout", LONGEST);
    if (timeout < 0 || timeout > LONGEST) {
      throw ApiError.invalid("timeout must be at most " + LONGEST + " seconds, not " + timeout);
    }
    Duration patience = Duration.ofSeconds(timeout == 0 ? LONGEST : timeout);
    EmulatedProcess process = process(call);
    EmulatedProcess.ExecOutput result;
    try {
      result = process.exec(command, Json.text(request, "stdin"), patience);
    } catch (IOException e) {
      throw ApiError.of(408, "deadline_exceeded: exec failed: " + e.getMessage());
    }
    int code = result.exitCode();
    return Reply.ok(
        Json.object()
            .put("exit_code", code)
            .put("exit_signal", code > 128 && code < 160 ? code - 128 : 0)
            .put("stdout", result.stdout())
            .put("stderr", result.stderr()));
  }

  private static List<String> command(ObjectNode request) {
    List<String> words = new ArrayList<>();
    JsonNode list = request.get("command");
    if (list != null && list.isArray()) {
      list.forEach(word -> words.add(word.asString()));
    } else {
      Matcher word = WORD.matcher(Json.text(request, "cmd", ""));
      while (word.find()) {
        String quoted = word.group(1) == null ? word.group(2) : word.group(1);
        words.add(quoted == null ? word.group() : quoted);
      }
    }
    if (words.isEmpty()) {
      throw ApiError.invalid("command is required");
    }
    return words;
  }

  private Reply processes(ReceivedCall call) {
    String by = call.query("sort_by").orElse("pid");
    String direction = call.query("order").orElse("asc");
    Comparator<EmulatedProcess.ProcessInfo> order = ORDERS.get(by);
    if (order == null || !List.of("asc", "desc").contains(direction)) {
      throw ApiError.invalid("cannot sort processes by '" + by + "' " + direction);
    }
    EmulatedProcess process = process(call);
    List<EmulatedProcess.ProcessInfo> found = withSockets(call, process);
    found.sort(direction.equals("asc") ? order : order.reversed());
    ArrayNode body = Json.array();
    found.forEach(one -> body.add(json(one)));
    return Reply.ok(body);
  }

  /** Adds the ports that answer, to the main process, where the runtime tells of no sockets. */
  private List<EmulatedProcess.ProcessInfo> withSockets(
      ReceivedCall call, EmulatedProcess process) {
    List<EmulatedProcess.ProcessInfo> found = new ArrayList<>(process.processes());
    boolean told = found.stream().anyMatch(one -> !one.listening().isEmpty());
    if (found.isEmpty() || told) {
      return found;
    }
    List<InetSocketAddress> sockets = new ArrayList<>();
    for (int port : world.locked(() -> internalPorts(catalog.living(call)))) {
      if (process.address(port).isPresent()) {
        sockets.add(InetSocketAddress.createUnresolved("0.0.0.0", port));
      }
    }
    EmulatedProcess.ProcessInfo main = found.get(0);
    found.set(
        0,
        new EmulatedProcess.ProcessInfo(
            main.pid(), main.command(), main.directory(), main.cpu(), main.rssBytes(), sockets));
    return found;
  }

  private static Set<Integer> internalPorts(Vm vm) {
    Set<Integer> ports = new TreeSet<>();
    for (JsonNode service : Json.items(vm.config, "services")) {
      ports.add((int) Json.number(service, "internal_port", 0));
    }
    ObjectNode checks = Json.child(vm.config, "checks");
    if (checks != null) {
      checks.forEachEntry((name, check) -> ports.add((int) Json.number(check, "port", 0)));
    }
    ports.remove(0);
    return ports;
  }

  private static ObjectNode json(EmulatedProcess.ProcessInfo process) {
    ObjectNode json =
        Json.object()
            .put("pid", process.pid())
            .put("command", process.command())
            .put("directory", process.directory())
            .put("cpu", process.cpu().toMillis())
            .put("rss", process.rssBytes())
            .put("rtime", 0)
            .put("stime", 0);
    ArrayNode sockets = json.putArray("listen_sockets");
    process
        .listening()
        .forEach(
            address ->
                sockets.add(
                    Json.object()
                        .put("proto", "tcp")
                        .put("address", address.getHostString() + ":" + address.getPort())));
    return json;
  }
}
