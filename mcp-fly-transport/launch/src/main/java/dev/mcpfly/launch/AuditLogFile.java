package dev.mcpfly.launch;

import dev.mcpfly.api.model.MachineConfig;

/** Where the relay of a machine writes who called what. */
final class AuditLogFile {
  /** The variable that names the file to the relay. */
  static final String VARIABLE = "MCP_FLY_AUDIT_FILE";

  private static final int MAX_PATH = 4096;

  private AuditLogFile() {}

  static String checked(String file) {
    if (Given.value("auditLog", file).isBlank()
        || file.endsWith("/")
        || file.length() > MAX_PATH
        || file.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidLaunchException(
          "An audit log needs the path of a file, such as /var/log/mcp.jsonl, not \"%s\"."
              .formatted(Texts.shown(file)));
    }
    return file;
  }

  /**
   * Checks a path in a machine.
   *
   * @throws InvalidLaunchException if it is not absolute
   */
  static String inMachine(String file) {
    if (!file.startsWith("/")) {
      throw new InvalidLaunchException(
          "The audit log in a machine needs an absolute path, such as /var/log/mcp.jsonl, not \"%s\"."
              .formatted(Texts.shown(file)));
    }
    return file;
  }

  /** Returns whether an earlier launch asked for one that this one does not want. */
  static boolean isLeftIn(MachineConfig there, LaunchRequest asked) {
    return there.env().containsKey(VARIABLE)
        && !asked.machine().environment().containsKey(VARIABLE);
  }
}
