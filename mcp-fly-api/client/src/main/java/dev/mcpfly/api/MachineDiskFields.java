package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * What a machine has on its disks: files, the volume, and the root file system.
 *
 * @param <B> the builder itself
 */
abstract class MachineDiskFields<B extends MachineDiskFields<B>> extends MachineRunFields<B> {
  MachineDiskFields(JsonObject start) {
    super(start);
  }

  /** Writes a file before the machine starts. The path is absolute. */
  public final B file(String path, byte[] content) {
    return file(MachineFile.of("files", path).with("raw_value", MachineFile.base64(content)));
  }

  /** Writes a text, as UTF-8, to a file before the machine starts. */
  public final B file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file with permission bits, {@code 0600} for example. */
  public final B file(String path, byte[] content, int mode) {
    return file(
        MachineFile.of("files", path)
            .with("raw_value", MachineFile.base64(content))
            .with("mode", Rules.between("files.mode", mode, 0, 07777)));
  }

  /** Writes a secret of the app, whose value must be base64, to a file. */
  public final B secretFile(String path, String secretName) {
    return file(
        MachineFile.of("files", path)
            .with("secret_name", Rules.notBlank("files.secret_name", secretName)));
  }

  /** Writes the configuration of an image to a file. */
  public final B imageConfigFile(String path, String image) {
    return file(
        MachineFile.of("files", path)
            .with("image_config", Rules.notBlank("files.image_config", image)));
  }

  /** Removes a file. */
  public final B withoutFile(String path) {
    return removeElements("files", file -> path.equals(file.get("guest_path")));
  }

  /** Mounts a volume at a path. A machine takes one volume. */
  public final B mount(String volumeId, String path) {
    return mount(volumeId, path, m -> {});
  }

  /** Mounts a volume at a path, with further settings. A machine takes one volume. */
  public final B mount(String volumeId, String path, Consumer<MachineMount.Builder> settings) {
    Rules.notBlank("mounts.volume", volumeId);
    Rules.absolute("mounts.path", path);
    return editElement(
        "mounts",
        mount -> volumeId.equals(mount.get("volume")),
        mount -> {
          MachineMount.Builder builder =
              new MachineMount.Builder(mount.with("volume", volumeId).with("path", path));
          settings.accept(builder);
          return builder.build().json();
        });
  }

  /** Gives containers a volume that lives as long as the machine, on its disk or in its memory. */
  public final B temporaryVolume(String name, boolean inMemory, int sizeMb) {
    return scratch(
        name,
        "temp_dir",
        JsonObject.of("storage_type", inMemory ? "memory" : "disk")
            .with("size_mb", Rules.atLeast("volumes.temp_dir.size_mb", sizeMb, 1)));
  }

  /** Gives containers a volume with the files of an image. */
  public final B imageVolume(String name, String image) {
    return scratch(name, "image", Rules.notBlank("volumes.image", image));
  }

  /** Sets what becomes of the root file system: {@code never}, {@code always}, {@code restart}. */
  public final B persistRootfs(String persist) {
    return putIn("rootfs", "persist", Rules.notBlank("rootfs.persist", persist));
  }

  /** Sets the size of the root file system in gigabytes. */
  public final B rootfsSizeGb(int gigabytes) {
    return putIn("rootfs", "size_gb", Rules.atLeast("rootfs.size_gb", gigabytes, 1));
  }

  /** Gives the machine a drive for caches, of a size in megabytes. */
  public final B cacheDriveMb(int megabytes) {
    return putIn("cache_drive", "size_mb", Rules.atLeast("cache_drive.size_mb", megabytes, 1));
  }

  private B file(JsonObject file) {
    return editElement(
        "files", old -> MachineFile.samePath(old, file), old -> MachineFile.replaced(old, file));
  }

  private B scratch(String name, String kind, Object value) {
    Rules.volumeName(name);
    return editElement(
        "volumes",
        old -> name.equals(old.get("name")),
        old -> old.without("temp_dir").without("image").with("name", name).with(kind, value));
  }
}
