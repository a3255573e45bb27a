package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.json.Times;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What runs in a machine, and until when: command, environment, containers, restarts.
 *
 * @param <B> the builder itself
 */
abstract class MachineRunFields<B extends MachineRunFields<B>> extends JsonFields<B> {
  MachineRunFields(JsonObject start) {
    super(start);
  }

  /** Sets what replaces entrypoint and command of the image. */
  public final B exec(String... words) {
    return putIn("init", "exec", List.of(words));
  }

  /** Sets what replaces the entrypoint of the image. */
  public final B entrypoint(String... words) {
    return putIn("init", "entrypoint", List.of(words));
  }

  /** Sets what replaces the command of the image. */
  public final B cmd(String... words) {
    return putIn("init", "cmd", List.of(words));
  }

  /** Sets what replaces the command of the image. */
  public final B cmd(List<String> words) {
    return putIn("init", "cmd", List.copyOf(words));
  }

  /** Sets whether the process gets a terminal. */
  public final B tty(boolean tty) {
    return putIn("init", "tty", tty);
  }

  /** Sets the swap space in megabytes. */
  public final B swapSizeMb(int megabytes) {
    return putIn("init", "swap_size_mb", Rules.atLeast("init.swap_size_mb", megabytes, 0));
  }

  /** Adds arguments for the kernel. */
  public final B kernelArgs(String... args) {
    return putIn("init", "kernel_args", List.of(args));
  }

  /** Sets an environment variable. Secrets belong into the app's secrets instead. */
  public final B env(String name, String value) {
    return putIn("env", Rules.notBlank("env", name), value);
  }

  /** Sets environment variables. Secrets belong into the app's secrets instead. */
  public final B env(Map<String, String> variables) {
    variables.forEach(this::env);
    return self();
  }

  /** Removes an environment variable. */
  public final B withoutEnv(String name) {
    return edit("env", env -> env.without(name));
  }

  /** Adds a container. A machine runs either an image or containers. */
  public final B container(String name, String image) {
    return container(name, image, c -> {});
  }

  /** Adds a container, with further settings. A machine runs either an image or containers. */
  public final B container(String name, String image, Consumer<MachineContainer.Builder> settings) {
    Rules.notBlank("containers.name", name);
    return editElement(
        "containers",
        container -> name.equals(container.get("name")),
        container -> {
          MachineContainer.Builder builder =
              new MachineContainer.Builder(container.with("name", name)).image(image);
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Adds a process, in a machine that runs several. */
  public final B process(Consumer<MachineProcess.Builder> settings) {
    MachineProcess.Builder builder = new MachineProcess.Builder(JsonObject.empty());
    settings.accept(builder);
    return editElement("processes", process -> false, process -> builder.build().json());
  }

  /** Sets what happens when the main process ends. */
  public final B restart(RestartPolicy policy) {
    return putIn("restart", "policy", policy.value());
  }

  /** Sets what happens when the main process ends, and how often at most. */
  public final B restart(RestartPolicy policy, int maxRetries) {
    restart(policy);
    return putIn("restart", "max_retries", Rules.atLeast("restart.max_retries", maxRetries, 0));
  }

  /** Sets how the machine is stopped: the signal, and how long until it is killed. */
  public final B stop(Signal signal, Duration timeout) {
    putIn("stop_config", "signal", signal.value());
    return putIn(
        "stop_config", "timeout", Times.format(Rules.positive("stop_config.timeout", timeout)));
  }

  /** Starts the machine by the clock. Such a machine cannot be suspended. */
  public final B schedule(Schedule schedule) {
    return put("schedule", schedule.value());
  }

  /** Destroys the machine when its main process ends. */
  public final B autoDestroy(boolean destroy) {
    return put("auto_destroy", destroy);
  }
}
