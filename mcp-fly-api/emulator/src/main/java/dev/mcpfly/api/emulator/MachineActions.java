package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Actions on a machine: start, stop, suspend, restart, signal, cordon. */
final class MachineActions {
  private static final Set<String> STOP_SIGNALS =
      Set.of("SIGHUP", "SIGINT", "SIGQUIT", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGTERM");
  private static final Set<String> MORE_SIGNALS =
      Set.of("SIGABRT", "SIGALRM", "SIGFPE", "SIGILL", "SIGPIPE", "SIGSEGV", "SIGTRAP");
  private static final Map<Integer, String> NUMBERS =
      Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 9, "SIGKILL", 15, "SIGTERM");

  private final Catalog catalog;
  private final Lifecycle lifecycle;
  private final Leases leases;

  MachineActions(Catalog catalog, Lifecycle lifecycle, Leases leases) {
    this.catalog = catalog;
    this.lifecycle = lifecycle;
    this.leases = leases;
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/machines/{machine_id}/";
    routes
        .add("POST", path + "start", "Machines_start", this::start)
        .add("POST", path + "stop", "Machines_stop", guarded(this::stop))
        .add(
            "POST", path + "suspend", "Machines_suspend", guarded((c, vm) -> lifecycle.suspend(vm)))
        .add("POST", path + "restart", "Machines_restart", guarded(this::restart))
        .add("POST", path + "signal", "Machines_signal", guarded(this::signal))
        .add("POST", path + "cordon", "Machines_cordon", guarded((c, vm) -> vm.cordoned = true))
        .add(
            "POST",
            path + "uncordon",
            "Machines_uncordon",
            guarded((c, vm) -> vm.cordoned = false));
  }

  private dev.mcpfly.api.emulator.internal.http.Handler guarded(
      BiConsumer<ReceivedCall, Vm> action) {
    return call -> {
      Vm vm = catalog.living(call);
      leases.guard(call, vm);
      action.accept(call, vm);
      return Reply.done();
    };
  }

  private Reply start(ReceivedCall call) {
    Vm vm = catalog.living(call);
    leases.guard(call, vm);
    String before = lifecycle.start(vm);
    return Reply.ok(
        Json.object().put("previous_state", before).put("migrated", false).put("new_host", ""));
  }

  private void stop(ReceivedCall call, Vm vm) {
    ObjectNode request = call.json();
    String signal = Json.text(request, "signal");
    checkStopSignal(signal);
    JsonNode timeout = request.get("timeout");
    Duration patience =
        timeout == null || timeout.isNull()
            ? null
            : GoDuration.member(request, "timeout", Duration.ZERO);
    lifecycle.stop(vm, blankAsNull(signal), patience);
  }

  private void restart(ReceivedCall call, Vm vm) {
    String signal = call.query("signal").orElse(null);
    checkStopSignal(signal);
    Duration timeout = call.query("timeout").map(GoDuration::parseOrSeconds).orElse(null);
    if (call.flag("force_stop")) {
      lifecycle.restart(vm, "SIGKILL", Duration.ZERO);
    } else {
      lifecycle.restart(vm, signal, timeout);
    }
  }

  private void signal(ReceivedCall call, Vm vm) {
    JsonNode value = call.json().get("signal");
    String signal =
        value != null && value.isIntegralNumber()
            ? NUMBERS.getOrDefault((int) value.asLong(), value.asString())
            : value == null ? "" : value.asString();
    if (!STOP_SIGNALS.contains(signal) && !MORE_SIGNALS.contains(signal)) {
      throw ApiError.invalid("unknown signal '" + signal + "'");
    }
    Lifecycle.running(vm).signal(signal);
  }

  private static void checkStopSignal(@Nullable String signal) {
    if (signal != null && !signal.isEmpty() && !STOP_SIGNALS.contains(signal)) {
      throw ApiError.invalid("unknown signal '" + signal + "'");
    }
  }

  private static @Nullable String blankAsNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
