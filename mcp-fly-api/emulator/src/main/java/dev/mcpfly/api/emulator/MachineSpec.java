package dev.mcpfly.api.emulator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What to run for one boot of a machine.
 *
 * @param app the app's name
 * @param machineId the machine's id
 * @param region the machine's region
 * @param image the image, as the config names it
 * @param entrypoint {@code init.entrypoint}; empty means the image's own
 * @param cmd {@code init.cmd} (or {@code init.exec}); empty means the image's own
 * @param env the config's environment with the Machine runtime variables added ({@code
 *     FLY_APP_NAME}, {@code FLY_MACHINE_ID}, {@code FLY_REGION} and so on)
 * @param secrets the app's secrets as environment variables, in the version that the machine was
 *     created or last updated with
 * @param files guest path to content: literal files and files made from secrets, both decoded
 * @param mounts guest path to the host directory that stands for the volume; its content survives
 *     the machine and is deleted with the volume
 * @param configJson the whole machine config as JSON text
 * @param log accepts lines of output for the logs endpoint; safe for use by several threads
 */
public record MachineSpec(
    String app,
    String machineId,
    String region,
    String image,
    List<String> entrypoint,
    List<String> cmd,
    Map<String, String> env,
    Map<String, String> secrets,
    Map<String, byte[]> files,
    Map<String, Path> mounts,
    String configJson,
    Consumer<String> log) {

  /** Copies the collections. */
  public MachineSpec {
    entrypoint = List.copyOf(entrypoint);
    cmd = List.copyOf(cmd);
    env = Map.copyOf(env);
    secrets = Map.copyOf(secrets);
    mounts = Map.copyOf(mounts);
    Map<String, byte[]> copies = new LinkedHashMap<>();
    files.forEach((path, content) -> copies.put(path, content.clone()));
    files = Map.copyOf(copies);
  }

  /**
   * Describes the machine without its environment, secrets, command arguments and file contents.
   */
  @Override
  public String toString() {
    return "MachineSpec[app=%s, machineId=%s, region=%s, image=%s, env=%s, secrets=%s, files=%s, mounts=%s]"
        .formatted(
            app,
            machineId,
            region,
            image,
            env.keySet(),
            secrets.keySet(),
            files.keySet(),
            mounts.keySet());
  }
}
