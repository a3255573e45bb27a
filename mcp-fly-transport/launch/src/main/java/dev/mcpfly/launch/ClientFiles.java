package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.PutMode;
import dev.mcpfly.config.RemoteTarget;
import dev.mcpfly.transport.RelayJar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of a launch in clients' configuration files. */
final class ClientFiles {
  private ClientFiles() {}

  /** Returns the entries that the clients have under the server's name now. */
  static List<McpServerEntry> entries(Draft draft) {
    List<McpServerEntry> entries = new ArrayList<>();
    for (ClientConfig config : draft.configs) {
      McpServerEntry entry = entry(draft, config);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static @Nullable McpServerEntry entry(Draft draft, ClientConfig config) {
    try {
      return config.servers().get(draft.server);
    } catch (ConfigException e) {
      throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Checks that every file can take the entry, before anything is created.
   *
   * @throws InvalidLaunchException if a file cannot be read or edited, if its client cannot take
   *     the entry, or if somebody else's entry has the name
   */
  static void check(Draft draft) {
    for (ClientConfig config : draft.configs) {
      try {
        McpServerEntry there = entry(draft, config);
        if (there != null && !draft.asked.replaceEntries && !isOurs(draft, there)) {
          throw new InvalidLaunchException(
              "%s in %s has a server \"%s\" already, which is not a launch of this one: %s. Choose another name, or say replaceEntries()."
                  .formatted(config.client().displayName(), config.path(), draft.server, there));
        }
        plan(draft, config, placeholder(draft));
      } catch (ConfigException e) {
        throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** An entry of an earlier launch leads to the same app. */
  private static boolean isOurs(Draft draft, McpServerEntry entry) {
    if (!draft.appExists) {
      // The app is gone, or was never there: only an entry of ours can have named it.
      return entry
          .remoteTarget()
          .filter(target -> target.via() == RemoteTarget.Via.MCP_FLY_PROXY)
          .isPresent();
    }
    return draft.location().isTargetOf(entry);
  }

  /** Plans the entry into one file. */
  static ConfigPlan plan(Draft draft, ClientConfig config, @Nullable Path relayJar) {
    McpServerEntry entry =
        ClientEntry.of(
            config.client(),
            draft.source.wire(),
            draft.location(),
            draft.authorization,
            draft.asked.proxy,
            relayJar);
    PutMode mode = draft.asked.replaceEntries ? PutMode.REPLACE : PutMode.MERGE;
    return config.plan(edit -> edit.put(draft.server, entry, mode));
  }

  /** Returns whether an entry would need the relay's jar. */
  static boolean needRelay(Draft draft) {
    return draft.asked.proxy instanceof ClientProxy.RelayProxy
        && draft.configs.stream()
            .anyMatch(
                config ->
                    ClientEntry.needsProxy(
                        config.client(), draft.source.wire(), draft.authorization));
  }

  /** Where the relay's jar lies, or would lie. */
  static Path relayDirectory(Draft draft) {
    return RelayInstallation.directory(draft.asked.proxy, draft.asked.host);
  }

  private static Path placeholder(Draft draft) {
    return RelayJar.pathIn(relayDirectory(draft));
  }

  /** Plans the entry into every file, with the jar where it would lie. */
  static List<ConfigPlan> plans(Draft draft) {
    Path jar = draft.relayJar != null ? draft.relayJar : placeholder(draft);
    return draft.configs.stream().map(config -> plan(draft, config, jar)).toList();
  }
}
