package dev.mcpfly.config;

import java.util.Locale;

/** The operating systems whose file locations are known. */
public enum OperatingSystem {
  /** macOS. */
  MACOS,
  /** Linux, and any other Unix that follows the XDG directories. */
  LINUX,
  /** Windows. */
  WINDOWS;

  /** Returns the system that this program runs on. */
  public static OperatingSystem current() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return WINDOWS;
    }
    return name.startsWith("mac") || name.startsWith("darwin") ? MACOS : LINUX;
  }
}
