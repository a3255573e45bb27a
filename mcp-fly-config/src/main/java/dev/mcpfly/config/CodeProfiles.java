package dev.mcpfly.config;

import dev.mcpfly.config.internal.file.AtomicFile;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The profiles of VS Code. Its {@code globalStorage/storage.json}, beside the default profile's
 * files, lists their names and directories; a directory that is not listed belongs to a profile
 * that was deleted.
 */
final class CodeProfiles {
  private static final Container PROFILES =
      Container.namedList(List.of("userDataProfiles"), "name");

  private static final int LONGEST = 1000;

  private CodeProfiles() {}

  /**
   * Returns each profile's file of servers by the profile's name.
   *
   * @param userFile the default profile's file
   */
  static Map<String, Path> of(Path userFile) {
    Path user = userFile.toAbsolutePath().getParent();
    Map<String, Path> files = new LinkedHashMap<>();
    if (user == null) {
      return files;
    }
    Path storage = user.resolve("globalStorage").resolve("storage.json");
    TextFormat engine = ConfigFormat.JSONC.engine();
    try {
      byte[] bytes = new AtomicFile(storage).read();
      if (bytes == null) {
        return files; // nothing but the default profile
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      for (Entry entry : engine.entries(text, PROFILES)) {
        if (entry.tree() instanceof Map<?, ?> profile
            && profile.get("location") instanceof String location
            && isBelow(location)
            && !entry.name().isEmpty()) {
          files.put(
              entry.name(),
              usesDefault(profile)
                  ? userFile
                  : user.resolve("profiles").resolve(location).resolve("mcp.json"));
        }
      }
    } catch (IOException | TextFormatException e) {
      throw new ConfigException(
          storage, "The list of profiles in " + storage + " cannot be read.", e);
    }
    return files;
  }

  private static boolean usesDefault(Map<?, ?> profile) {
    return profile.get("useDefaultFlags") instanceof Map<?, ?> flags
        && Boolean.TRUE.equals(flags.get("mcp"));
  }

  private static boolean isBelow(String location) {
    // Looked at by hand: a repeated group overflows the stack.
    return location.length() <= LONGEST
        && location.matches("[A-Za-z0-9_/-]+")
        && !location.startsWith("/")
        && !location.endsWith("/")
        && !location.contains("//");
  }
}
